import { expect, test } from 'vitest';
import type { Series, Session } from '../src/core/api.gen.ts';
import { blank, changed, faultOf, patternOf, restOf, toggled } from '../src/features/courses/series/draft.ts';

const now = new Date('2026-03-02T03:00:00Z');
const tuesdays = changed(blank(now), {
  zone: 'Asia/Seoul',
  times: { thursday: { at: '16:00', minutes: 60 }, tuesday: { at: '14:00', minutes: 90 } },
  first: '2026-03-03',
  until: '2026-06-16',
});

test('what is typed is a pattern, with the days in the order of the week', () => {
  expect(patternOf(tuesdays)).toEqual({
    zone: 'Asia/Seoul',
    first: '2026-03-03',
    slots: [
      { weekday: 'tuesday', at: '14:00:00', minutes: 90 },
      { weekday: 'thursday', at: '16:00:00', minutes: 60 },
    ],
    until: '2026-06-16',
    count: null,
    every: 1,
    holidays: [],
    exceptions: [],
  });
});

test.each([
  ['times', changed(tuesdays, { times: {} })],
  ['first', changed(tuesdays, { first: '' })],
  ['until', changed(tuesdays, { until: '2026-03-02' })],
  ['count', changed(tuesdays, { end: 'count', count: '0' })],
  ['holidays', changed(tuesdays, { holidays: [{ day: '', name: '개교기념일' }] })],
  [null, tuesdays],
])('what is missing is told: %s', (fault, draft) => {
  expect(faultOf(draft)).toBe(fault);
});

test('a meeting is left out, until the pattern is another', () => {
  const without = toggled(tuesdays, '2026-03-05T16:00:00');

  expect(patternOf(without).exceptions).toEqual([{ kind: 'cancelled', original: '2026-03-05T16:00:00', why: '' }]);
  expect(patternOf(toggled(without, '2026-03-05T16:00:00')).exceptions).toEqual([]);
  expect(patternOf(changed(without, { title: 'Seminar' })).exceptions).toHaveLength(1);
  expect(patternOf(changed(without, { every: 2 })).exceptions).toEqual([]);
});

test('the rest of a series begins on the day that it is in its own zone', () => {
  const series = { title: 'Seminar', pattern: patternOf(tuesdays) } as Series;
  const at = (planned_at: string) => ({ planned_at, scheduled_at: planned_at }) as Session;

  // Late on Monday in Europe it is Tuesday in Seoul.
  const rest = restOf(series, at('2026-03-09T23:00:00Z'), at('2026-06-15T23:00:00Z'));

  expect([rest.first, rest.until]).toEqual(['2026-03-10', '2026-06-16']);
  expect(rest.times.tuesday).toEqual({ at: '14:00', minutes: 90 });
});
