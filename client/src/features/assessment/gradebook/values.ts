import type { CellEntry, CellView } from '../../../core/api.gen.ts';

/** What is put into a cell. */
export interface Put {
  put: CellEntry['put'];
  points: string | null;
}

export const CLEAR: Put = { put: 'clear', points: null };
const NUMBER = /^\d{1,7}(\.\d{1,4})?$/;

/** The words for what is no score, in both languages and as they are typed in a hurry. */
const WORDS: Record<string, CellEntry['put']> = {
  excused: 'excused',
  ex: 'excused',
  면제: 'excused',
  missing: 'missing',
  mi: 'missing',
  미제출: 'missing',
  tograde: 'awaiting',
  awaiting: 'awaiting',
  채점전: 'awaiting',
};

/** What was typed or pasted; null for what is neither points nor one of the words. Nothing clears the cell. */
export function readTyped(text: string): Put | null {
  const folded = text.normalize('NFKC').replace(/\s/g, '').toLowerCase();
  if (folded === '') return CLEAR;
  if (NUMBER.test(folded)) return { put: 'score', points: plain(folded) };
  const put = Object.hasOwn(WORDS, folded) ? WORDS[folded] : undefined;
  return put === undefined ? null : { put, points: null };
}

/** `007.50` is 7.5. */
function plain(number: string): string {
  const [whole = '0', part = ''] = number.split('.');
  const digits = part.replace(/0+$/, '');
  const units = whole.replace(/^0+(?=\d)/, '');
  return digits === '' ? units : `${units}.${digits}`;
}

/** What would have to be put into a cell for it to be as it is now: what undoing does. */
export function putOf(cell: CellView | null, fed: boolean): Put {
  const { state = 'not_due', points = null, raw = null, override = false } = cell ?? {};
  if (state === 'excused') return { put: 'excused', points: null };
  // In a column that fills itself only what lies over its scores was entered here.
  if (fed) return override ? { put: 'score', points } : CLEAR;
  if (state === 'score') return { put: 'score', points: raw ?? points };
  return state === 'not_due' ? CLEAR : { put: state, points: null };
}

/** A cell with what was put into it, until the server has said what came of it. */
export function supposed(cell: CellView | null, { put, points }: Put): CellView {
  const version = cell?.version ?? 0;
  if (put === 'score') return { version, state: 'score', points, override: cell?.override ?? false };
  return { version, state: put === 'clear' ? 'not_due' : put };
}

/** What editing a cell begins with. */
export function typedOf(cell: CellView | null, words: (state: 'excused' | 'missing' | 'awaiting') => string): string {
  const { state = 'not_due', points, raw, override = false } = cell ?? {};
  if (state === 'score') return (override ? points : (raw ?? points)) ?? '';
  return state === 'not_due' ? '' : words(state);
}

export const samePut = (one: Put, other: Put): boolean => one.put === other.put && one.points === other.points;
