import type { NewQuiz, QuizSettings } from '../../../core/api.gen.ts';
import { arePoints, type Chosen } from './points.ts';

/** A quiz as it is being put together: numbers are as they are typed, `minutes` and `drawn` may be empty. */
export interface QuizDraft {
  title: string;
  chosen: readonly Chosen[];
  drawn: string;
  tag: string;
  drawnPoints: string;
  minutes: string;
  attempts: string;
  counts: QuizSettings['counts'];
  shuffle: boolean;
  exam: boolean;
}

/** What the server makes a quiz of. */
export interface QuizPlan {
  title: string;
  parts: NewQuiz['parts'];
  settings: QuizSettings;
}

export type QuizFault = 'title' | 'minutes' | 'attempts' | 'drawn' | 'none' | 'points';

export const newQuizDraft: QuizDraft = {
  title: '',
  chosen: [],
  drawn: '',
  tag: '',
  drawnPoints: '1',
  minutes: '',
  attempts: '1',
  counts: 'best',
  shuffle: true,
  exam: false,
};

/** What is still missing or wrong; null where it can be made. */
export function faultOf({ title, minutes, attempts, drawn, chosen, drawnPoints }: QuizDraft): QuizFault | null {
  const count = numberOf(drawn) ?? 0;
  const limit = numberOf(minutes);
  if (title.trim() === '') return 'title';
  if (limit !== null && !isWhole(limit, 1, 600)) return 'minutes';
  if (!isWhole(Number(attempts), 1, 10)) return 'attempts';
  if (!isWhole(count, 0, 100)) return 'drawn';
  if (chosen.length + count === 0) return 'none';
  const given = chosen.map(({ points }) => points);
  return [...given, ...(count === 0 ? [] : [drawnPoints])].every(arePoints) ? null : 'points';
}

/** Of a draft without a fault. */
export function planOf(draft: QuizDraft): QuizPlan {
  const count = numberOf(draft.drawn) ?? 0;
  const { counts, shuffle, exam } = draft;
  return {
    title: draft.title.trim(),
    parts: [
      ...draft.chosen.map(({ question, points }) => ({
        kind: 'question' as const,
        question_id: question.id,
        points: points.trim(),
      })),
      ...(count === 0
        ? []
        : [
            {
              kind: 'draw' as const,
              count,
              tag: draft.tag.trim() === '' ? null : draft.tag.trim(),
              difficulty: null,
              question_kind: null,
              points: draft.drawnPoints.trim(),
            },
          ]),
    ],
    settings: { minutes: numberOf(draft.minutes), attempts: Number(draft.attempts), counts, shuffle, exam },
  };
}

/** The draft that would make this; `textOf` says what a question asks. */
export function quizDraftOf({ title, parts, settings }: QuizPlan, textOf: (id: string) => string): QuizDraft {
  const draw = parts.find((part) => part.kind === 'draw');
  return {
    title,
    chosen: parts.flatMap((part) =>
      part.kind === 'question'
        ? [{ question: { id: part.question_id, text: textOf(part.question_id) }, points: part.points }]
        : [],
    ),
    drawn: draw === undefined ? '' : String(draw.count),
    tag: draw?.tag ?? '',
    drawnPoints: draw?.points ?? '1',
    minutes: settings.minutes === null ? '' : String(settings.minutes),
    attempts: String(settings.attempts),
    counts: settings.counts,
    shuffle: settings.shuffle,
    exam: settings.exam,
  };
}

function numberOf(typed: string): number | null {
  return typed.trim() === '' ? null : Number(typed);
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
