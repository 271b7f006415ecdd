import type { Series, Session, Slot, WeeklySeries } from '../../../core/api.gen.ts';
import { dateInput } from '../dates.ts';

/** What is typed into the form of a series, and the pattern that it means. */

export type Weekday = Slot['weekday'];

export const WEEKDAYS: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

export interface Time {
  at: string;
  minutes: number;
}

export interface SeriesDraft {
  title: string;
  zone: string;
  times: Partial<Record<Weekday, Time>>;
  first: string;
  end: 'until' | 'count';
  until: string;
  count: string;
  every: number;
  holidays: readonly { day: string; name: string }[];
  /** The meetings that are not to be held, by the time that names them. */
  skipped: readonly string[];
}

const WEEKS = 16;
const DAY_MS = 86_400_000;
const MOST = 500;

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function blank(now: Date): SeriesDraft {
  return {
    title: '',
    zone: ownZone(),
    times: {},
    first: dateInput(now),
    end: 'until',
    until: dateInput(new Date(now.getTime() + (WEEKS * 7 - 1) * DAY_MS)),
    count: '32',
    every: 1,
    holidays: [],
    skipped: [],
  };
}

/** The rest of a series as it is, from the day of one of its sessions on to that of the last. */
export function restOf(series: Series, from: Session, last: Session): SeriesDraft {
  const { pattern } = series;
  const day = (session: Session) => dayIn(new Date(session.planned_at ?? session.scheduled_at), pattern.zone);
  const first = day(from);
  return {
    title: series.title,
    zone: pattern.zone,
    times: Object.fromEntries(
      pattern.slots.map(({ weekday, at, minutes }) => [weekday, { at: at.slice(0, 5), minutes }]),
    ),
    first,
    end: 'until',
    until: day(last) < first ? first : day(last),
    count: String(pattern.count ?? WEEKS),
    every: pattern.every,
    holidays: pattern.holidays.filter((holiday) => holiday.day >= first),
    skipped: [],
  };
}

/** The day that it is then in a zone. */
function dayIn(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

export type DraftFault = 'times' | 'first' | 'until' | 'count' | 'holidays';

/** What is missing before there is anything to preview. */
export function faultOf(draft: SeriesDraft): DraftFault | null {
  const times = WEEKDAYS.flatMap((day) => draft.times[day] ?? []);
  if (times.length === 0 || times.some(({ at }) => at === '')) return 'times';
  if (draft.first === '') return 'first';
  if (draft.end === 'until' && (draft.until === '' || draft.until < draft.first)) return 'until';
  const count = Number(draft.count);
  if (draft.end === 'count' && !(Number.isInteger(count) && count >= 1 && count <= MOST)) return 'count';
  const days = draft.holidays.map(({ day }) => day);
  return days.includes('') || new Set(days).size < days.length ? 'holidays' : null;
}

export function patternOf(draft: SeriesDraft): WeeklySeries {
  return {
    zone: draft.zone,
    first: draft.first,
    slots: WEEKDAYS.flatMap((weekday) => {
      const time = draft.times[weekday];
      return time === undefined ? [] : [{ weekday, at: `${time.at}:00`, minutes: time.minutes }];
    }),
    until: draft.end === 'until' ? draft.until : null,
    count: draft.end === 'count' ? Number(draft.count) : null,
    every: draft.every,
    holidays: [...draft.holidays],
    exceptions: draft.skipped.map((original) => ({ kind: 'cancelled', original, why: '' })),
  };
}

/** One that was not to be held is held after all, or the other way about. */
export function toggled(draft: SeriesDraft, original: string): SeriesDraft {
  const skipped = draft.skipped.includes(original)
    ? draft.skipped.filter((each) => each !== original)
    : [...draft.skipped, original];
  return { ...draft, skipped };
}

/** Exceptions are of meetings that a change of the pattern may have left nothing of. */
export function changed(draft: SeriesDraft, fields: Partial<SeriesDraft>): SeriesDraft {
  const next = { ...draft, ...fields };
  return 'title' in fields ? next : { ...next, skipped: [] };
}
