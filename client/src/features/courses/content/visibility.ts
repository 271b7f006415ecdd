import { dateInput, timeInput, timeOf } from '../dates.ts';

/** Who sees a thing, as a form has it: everybody, everybody from a moment on, or staff. */
export type Who = 'now' | 'later' | 'never';

export type VisibilityFields = Record<'who' | 'date' | 'time', string>;

export function visibilityFields(visible: boolean, since: string | null, now = new Date()): VisibilityFields {
  const at = since === null ? new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9) : new Date(since);
  const who: Who = !visible ? 'never' : since !== null && at > now ? 'later' : 'now';
  return { who, date: dateInput(at), time: timeInput(at) };
}

export function visibilityOf({ who, date, time }: VisibilityFields): { visible: boolean; visible_from: string | null } {
  const at = who === 'later' ? timeOf(date, time) : null;
  return { visible: who !== 'never', visible_from: at === null ? null : at.toISOString() };
}

/** The name of the field that is empty, if one is that is needed. */
export function missing({ who, date, time }: VisibilityFields): 'date' | 'time' | null {
  if (who !== 'later' || timeOf(date, time) !== null) return null;
  return date === '' ? 'date' : 'time';
}
