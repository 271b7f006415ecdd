import type { Put } from './values.ts';

/** What was done to one cell. */
export interface Change {
  columnId: string;
  studentId: string;
  before: Put;
  after: Put;
}

export type Step = readonly Change[];

/** Steps that can be undone and done again: pure. A new step forgets what was undone. */
export interface Past {
  done: readonly Step[];
  undone: readonly Step[];
}

const MOST = 100;

export const NO_PAST: Past = { done: [], undone: [] };

export const withStep = ({ done }: Past, step: Step): Past => ({ done: [...done, step].slice(-MOST), undone: [] });

/** The changes that take the last step back, and the past after it. */
export function undone({ done, undone: later }: Past): { changes: Step; past: Past } | null {
  const step = done.at(-1);
  if (step === undefined) return null;
  return { changes: step.map(inverse), past: { done: done.slice(0, -1), undone: [...later, step] } };
}

export function redone({ done, undone: later }: Past): { changes: Step; past: Past } | null {
  const step = later.at(-1);
  return step === undefined ? null : { changes: step, past: { done: [...done, step], undone: later.slice(0, -1) } };
}

/** Without cells that somebody else has changed since: to undo those would undo what they did. */
export function without({ done, undone: later }: Past, gone: (change: Change) => boolean): Past {
  const kept = (steps: readonly Step[]) =>
    steps.map((step) => step.filter((change) => !gone(change))).filter((step) => step.length > 0);
  return { done: kept(done), undone: kept(later) };
}

const inverse = ({ before, after, ...cell }: Change): Change => ({ ...cell, before: after, after: before });
