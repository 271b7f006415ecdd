import type { QuizSettings } from '../../../core/api.gen.ts';
import type { Catalogues } from '../../../i18n/index.ts';
import type { DebateDraft } from '../debate/DebateFields.tsx';
import { faultOf, quizDraftOf, type QuizPlan } from '../quiz/draft.ts';
import type { PlanText, Settings } from './kinds.ts';

/** Settings of the kinds, as the server has checked them: here they are read, and what is not there has its default. */

export interface PollSettings {
  prepared: string | null;
  seconds: number | null;
}

export function pollSettings({ prepared, seconds }: Settings): PollSettings {
  return {
    prepared: typeof prepared === 'string' ? prepared : null,
    seconds: typeof seconds === 'number' ? seconds : null,
  };
}

export function faultOfPoll(settings: Settings, text: PlanText): string | null {
  return pollSettings(settings).prepared === null ? text.poll.fault : null;
}

export function thinkSeconds({ seconds }: Settings): number {
  return typeof seconds === 'number' ? seconds : 20;
}

export const METHODS = ['random', 'round_robin', 'self_select'] as const;

export interface BreakoutSettings {
  method: (typeof METHODS)[number];
  groups: number | null;
  size: number | null;
  task: string;
  whole_step: boolean;
}

export function breakoutSettings({ method, groups, size, task, whole_step }: Settings): BreakoutSettings {
  return {
    method: METHODS.find((each) => each === method) ?? 'random',
    groups: typeof groups === 'number' ? groups : null,
    size: typeof size === 'number' ? size : null,
    task: typeof task === 'string' ? task : '',
    whole_step: whole_step !== false,
  };
}

export function sizeOf(settings: Settings, text: PlanText): string {
  const { groups, size } = breakoutSettings(settings);
  return size === null ? text.breakout.groups(groups ?? 0) : text.breakout.people(size);
}

export function faultOfBreakout(settings: Settings, text: PlanText): string | null {
  const { groups, size } = breakoutSettings(settings);
  return groups === null && size === null ? text.breakout.by : null;
}

export interface SlidesSettings {
  prepared: string | null;
  page: number;
}

export function slidesSettings({ prepared, page }: Settings): SlidesSettings {
  return {
    prepared: typeof prepared === 'string' ? prepared : null,
    page: typeof page === 'number' ? page : 1,
  };
}

export function pageOfSlides(settings: Settings, text: PlanText): string {
  return text.slides.fromPage(slidesSettings(settings).page);
}

export function faultOfSlides(settings: Settings, text: PlanText): string | null {
  return slidesSettings(settings).prepared === null ? text.slides.fault : null;
}

export function debateSettings({ motion, seconds, points }: Settings): DebateDraft {
  return {
    motion: typeof motion === 'string' ? motion : '',
    seconds: typeof seconds === 'number' ? seconds : 600,
    points: typeof points === 'number' ? points : 2,
  };
}

export function faultOfDebate(settings: Settings, text: PlanText): string | null {
  return debateSettings(settings).motion.trim() === '' ? text.debate.fault : null;
}

export function quizSettings({ title, parts, settings }: Settings): QuizPlan {
  return {
    title: typeof title === 'string' ? title : '',
    parts: Array.isArray(parts) ? (parts as QuizPlan['parts']) : [],
    settings: settings as QuizSettings,
  };
}

export function faultOfQuiz(settings: Settings, _text: PlanText, quiz: Catalogues['quiz']): string | null {
  // What is typed and is no number of anything stands in `typed`, until it is.
  const { typed } = settings;
  if (typeof typed === 'string') return quiz.faults[typed as keyof Catalogues['quiz']['faults']];
  const fault = faultOf(quizDraftOf(quizSettings(settings), () => ''));
  return fault === null ? null : quiz.faults[fault];
}
