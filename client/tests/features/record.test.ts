import { describe, expect, it } from 'vitest';
import type { Moment } from '../../src/core/api.gen.ts';
import { drawn, frameOf, marks, place } from '../../src/features/analytics/record/spans.ts';

const at = (time: string) => `2026-03-02T${time}:00Z`;
const times = { started_at: at('10:00'), ended_at: at('11:40'), scheduled_at: at('10:00') };
const frame = frameOf(times);

function moment(kind: string, from: string, until: string | null): Moment {
  return { kind, at: at(from), until: until === null ? null : at(until), title: '', count: null };
}

describe('a line as long as the session', () => {
  it('has everything where it was', () => {
    expect(place(frame, at('10:25'), at('10:50'))).toEqual({ left: 25, width: 25 });
  });

  it('ends where the session did', () => {
    expect(place(frame, at('11:30'), at('12:30'))).toMatchObject({ left: 90 });
    expect(place(frame, at('11:30'), at('12:30')).width).toBeCloseTo(10);
    expect(place(frame, at('09:00'), at('10:10'))).toEqual({ left: 0, width: 10 });
  });

  it('has round times below it, seven at most', () => {
    const minutes = marks(frame).map((mark) => (mark.getTime() - frame.from) / 60_000);
    expect(minutes).toEqual([0, 30, 60, 90]);
    const long = { ...times, ended_at: at('20:00') };
    expect(marks(frameOf(long)).length).toBeLessThanOrEqual(7);
  });
});

it('shows above the lines what everybody did for a while, and nobody’s turn', () => {
  const shown = drawn(frame, [
    moment('poll', '10:10', '10:15'),
    moment('board', '10:20', null),
    moment('turn', '10:20', '10:30'),
    moment('think_time', '10:40', '10:40'),
    moment('breakouts', '10:50', '11:10'),
  ]);
  expect(shown.map(({ kind }) => kind)).toEqual(['poll', 'breakouts']);
});
