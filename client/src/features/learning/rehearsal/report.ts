import type { Finding, Rehearsal, RehearsedStep } from '../../../core/api.gen.ts';

/** What a rehearsal's report says, put in the order in which somebody reads it. */

export const FEWEST = 5;
export const MOST = 50;
export const MOST_SEED = 2 ** 31 - 1;

/** What is done in a class, in the order in which it is told. */
export const ACTS = [
  'vote',
  'think',
  'answer',
  'submit',
  'group',
  'call',
  'turn',
  'point',
  'page',
  'hand',
  'chat',
  'came',
  'dropped',
  'returned',
] as const;
export type Act = (typeof ACTS)[number];

export function isOver({ state }: Pick<Rehearsal, 'state'>): boolean {
  return state !== 'preparing' && state !== 'running';
}

/** The step that goes on, and its place, from 1; null before the first and after the last. */
export function currentOf({ steps }: Pick<Rehearsal, 'steps'>): { step: RehearsedStep; place: number } | null {
  const at = steps.findIndex(({ state }) => state === 'now');
  const step = steps[at];
  return step === undefined ? null : { step, place: at + 1 };
}

/** How many of the planned minutes lie behind: a step that takes longer holds them up. */
export function behindOf({ steps }: Pick<Rehearsal, 'steps'>): number {
  return steps.reduce((sum, { state, planned, seconds }) => {
    if (state === 'waiting') return sum;
    return sum + (state === 'now' ? Math.min(planned, seconds / 60) : planned);
  }, 0);
}

/** In how many minutes of the reader's the class is over, if every step takes what is planned. */
export function minutesLeft(rehearsal: Pick<Rehearsal, 'steps' | 'planned' | 'speed'>): number {
  return Math.ceil((rehearsal.planned - behindOf(rehearsal)) / rehearsal.speed);
}

/** Whole minutes that a step took; null for one that the class did not come to. */
export function tookOf({ state, seconds }: Pick<RehearsedStep, 'state' | 'seconds'>): number | null {
  return state === 'waiting' || state === 'skipped' ? null : Math.round(seconds / 60);
}

/** Whole minutes that all took. */
export function tookInAll({ steps }: Pick<Rehearsal, 'steps'>): number {
  return Math.round(steps.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
}

export function actsOf({ acts }: Pick<RehearsedStep, 'acts'>): [Act, number][] {
  return ACTS.flatMap((act): [Act, number][] => {
    const count = acts[act] ?? 0;
    return count > 0 ? [[act, count]] : [];
  });
}

/** Something to mend: a finding, with all pages of the same slides in one, or what could not begin although nothing was
 * found. */
export interface Mending {
  kind: Finding['kind'] | 'not_begun';
  step: string | null;
  /** Parts of a quiz, or pages, from 1. */
  parts: number[];
  question: string | null;
  have: number;
  need: number;
  /** Why it could not begin. */
  code: string;
}

/** In the order of the steps. */
export function mendingsOf({ findings, steps }: Pick<Rehearsal, 'findings' | 'steps'>): Mending[] {
  const found: Mending[] = [];
  for (const { kind, step, part, question, have, need } of findings) {
    const same = found.find((each) => each.kind === kind && (each.step === step || kind === 'after_session'));
    const parts = part === null ? [] : [part];
    if (same !== undefined && kind === 'slides_unreadable') {
      same.parts.push(...parts);
      same.have = Math.min(same.have, have ?? same.have);
    } else if (same === undefined || kind !== 'after_session') {
      // What comes after the first step that is too late is too late with it.
      found.push({ kind, step, parts, question, have: have ?? 0, need: need ?? 0, code: '' });
    }
  }
  for (const { id, launch, code } of steps) {
    if (launch === 'failed' && found.every(({ step, kind }) => step !== id || kind === 'after_session')) {
      found.push({ kind: 'not_begun', step: id, parts: [], question: null, have: 0, need: 0, code });
    }
  }
  const places = new Map<string | null, number>(steps.map(({ id }, at) => [id, at]));
  return found.sort((one, other) => (places.get(one.step) ?? -1) - (places.get(other.step) ?? -1));
}

/** A number that is typed as digits and lies between; null while it is none. */
export function wholeOf(typed: string, least: number, most: number): number | null {
  const number = Number(typed);
  return /^\d{1,10}$/.test(typed.trim()) && number >= least && number <= most ? number : null;
}
