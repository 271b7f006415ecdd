import type { Moment } from '../../../core/api.gen.ts';

/** From when to when a session was on, in milliseconds. */
export interface Frame {
  from: number;
  to: number;
}

export function frameOf({ started_at, ended_at, scheduled_at }: SessionTimes): Frame {
  const from = Date.parse(started_at ?? scheduled_at);
  return { from, to: Math.max(from + 1, Date.parse(ended_at ?? scheduled_at)) };
}

interface SessionTimes {
  started_at: string | null;
  ended_at: string | null;
  scheduled_at: string;
}

/** Where something stands on a line that is as long as the session, in percent. */
export function place(frame: Frame, from: string, to: string): { left: number; width: number } {
  const at = (time: string) => Math.min(1, Math.max(0, (Date.parse(time) - frame.from) / (frame.to - frame.from)));
  return { left: at(from) * 100, width: Math.max(0, at(to) - at(from)) * 100 };
}

/** What took so long that it can be drawn with its name: a part of the session in a hundred. */
const DRAWN = 1;

/** What stands above the lines: what everybody did for a while. */
export function drawn(frame: Frame, moments: readonly Moment[]): readonly (Moment & { until: string })[] {
  return moments.filter(
    (moment): moment is Moment & { until: string } =>
      moment.kind !== 'turn' && moment.until !== null && place(frame, moment.at, moment.until).width >= DRAWN,
  );
}

const STEPS = [5, 10, 15, 30, 60, 120];
const MOST_MARKS = 7;

/** The times below the lines: round ones, no more than seven. */
export function marks({ from, to }: Frame): readonly Date[] {
  const minutes = (to - from) / 60_000;
  const step = (STEPS.find((each) => minutes / each <= MOST_MARKS - 1) ?? 240) * 60_000;
  const found: Date[] = [];
  for (let at = Math.ceil(from / step) * step; at < to && found.length < MOST_MARKS; at += step) {
    found.push(new Date(at));
  }
  return found;
}
