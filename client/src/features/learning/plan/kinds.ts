import type { ComponentType } from 'react';
import type { Catalogues } from '../../../i18n/index.ts';
import type { IconName } from '../../../ui/icons.tsx';
import { BreakoutForm, DebateForm, PollForm, QuizForm, SlidesForm, ThinkForm } from './forms.tsx';
import {
  faultOfBreakout,
  faultOfDebate,
  faultOfPoll,
  faultOfQuiz,
  faultOfSlides,
  pageOfSlides,
  sizeOf,
  thinkSeconds,
} from './settings.ts';

export type PlanText = Catalogues['plan'];
export type Settings = Record<string, unknown>;

export interface KindFormProps {
  courseId: string;
  settings: Settings;
  onChange: (settings: Settings) => void;
}

/** What can be prepared for a step, as it is offered here. A kind that the server has and this list has not is kept as it
 * is; a new one is an entry here, its word in `plan.kinds`, and its form. */
export interface StepKind {
  readonly icon: IconName;
  /** What a new step of the kind begins with. */
  readonly initial: () => Settings;
  /** What begins has the step's title as its own. */
  readonly titled?: true;
  /** What is said of it in a list, beside the kind's name. */
  readonly detail?: (settings: Settings, text: PlanText) => string;
  /** What is still missing. */
  readonly fault?: (settings: Settings, text: PlanText, quiz: Catalogues['quiz']) => string | null;
  /** None where there is nothing to choose. */
  readonly Form?: ComponentType<KindFormProps>;
}

export const KINDS: Readonly<Record<string, StepKind>> = {
  talk: { icon: 'messages-square', initial: () => ({}) },
  poll: { icon: 'chart-bar-big', initial: () => ({ seconds: null }), fault: faultOfPoll, Form: PollForm },
  think: {
    icon: 'clock-3',
    initial: () => ({ question: '', seconds: 20 }),
    detail: (settings, text) => text.think.seconds(thinkSeconds(settings)),
    Form: ThinkForm,
  },
  breakout: {
    icon: 'users-round',
    initial: () => ({ method: 'random', groups: null, size: 4, task: '', whole_step: true }),
    detail: sizeOf,
    fault: faultOfBreakout,
    Form: BreakoutForm,
  },
  cold_call: { icon: 'hand', initial: () => ({}) },
  quiz: {
    icon: 'clipboard-check',
    titled: true,
    initial: () => ({
      title: '',
      parts: [],
      settings: { minutes: null, attempts: 1, counts: 'best', shuffle: true, exam: false },
    }),
    fault: faultOfQuiz,
    Form: QuizForm,
  },
  whiteboard: { icon: 'pen-tool', initial: () => ({}) },
  slides: {
    icon: 'presentation',
    initial: () => ({ prepared: null, page: 1 }),
    detail: pageOfSlides,
    fault: faultOfSlides,
    Form: SlidesForm,
  },
  debate: {
    icon: 'scale',
    initial: () => ({ motion: '', seconds: 600, points: 2 }),
    fault: faultOfDebate,
    Form: DebateForm,
  },
};

export function kindName(kind: string, text: PlanText): string {
  return text.kinds[kind] ?? kind;
}

/** The kind and what there is to say of it, such as "Think time · 20 s"; nothing for talk, which says itself. */
export function aboutStep(kind: string, settings: Settings, text: PlanText): string | null {
  if (kind === 'talk') return null;
  const detail = KINDS[kind]?.detail?.(settings, text);
  return detail === undefined ? kindName(kind, text) : `${kindName(kind, text)} · ${detail}`;
}
