import { describe, expect, it } from 'vitest';
import {
  floor,
  mayPutBackOwn,
  noHands,
  placeOf,
  reduceHands,
  restoreHands,
  turnLeft,
  waiting,
  type HandsState,
} from '../../src/features/learning/hands/state.ts';
import type { Hand, HandDown, Participant, ServerEvent } from '../../src/core/protocol.gen.ts';

const hand = (id: string, second: number, changes: Partial<Hand> = {}): Hand => ({
  id,
  participant_id: `person ${id}`,
  name: id,
  kind: 'point',
  text: '',
  first: true,
  raised_at: `2026-11-24T05:00:${String(second).padStart(2, '0')}Z`,
  called_at: null,
  ends_at: null,
  ...changes,
});
const up = (raised: Hand): ServerEvent => ({ type: 'hand:up', cursor: 'c', hand: raised });
const down = (lowered: Hand): ServerEvent => ({
  type: 'hand:down',
  cursor: 'c',
  hand: lowered,
  why: 'spoken',
  restore_until: '2026-11-24T05:01:00Z',
});
const after = (...events: ServerEvent[]): HandsState => events.reduce(reduceHands, noHands);
const person = (changes: Partial<Participant>): Participant =>
  ({ id: 'person a', name: 'a', role: 'student', co_host: false, ...changes }) as Participant;
const names = (state: HandsState) => waiting(state).map(({ id }) => id);

describe('hands', () => {
  it('wait by arrival, whatever comes first', () => {
    expect(names(after(up(hand('b', 2)), up(hand('a', 1)), up(hand('b', 2))))).toEqual(['a', 'b']);
  });

  it('of people who have not spoken come first where that is the order', () => {
    const state = restoreHands({
      hands: [hand('a', 1, { first: false }), hand('b', 2), hand('c', 3)],
      order: 'first',
      turn: null,
    });
    expect(names(state)).toEqual(['b', 'c', 'a']);
    expect(names(reduceHands(state, { type: 'hand:sorted', cursor: 'c', order: 'arrival' }))).toEqual(['a', 'b', 'c']);
  });

  it('keep their place when they are put up again', () => {
    const a = hand('a', 1);
    expect(names(after(up(a), up(hand('b', 2)), down(a), up(a)))).toEqual(['a', 'b']);
  });

  it('that staff dismissed are put up again by staff alone', () => {
    const dismissed: HandDown = {
      type: 'hand:down',
      cursor: 'c',
      hand: hand('a', 1),
      why: 'dismissed',
      restore_until: '2026-11-24T05:01:00Z',
    };
    const student = person({});
    expect(mayPutBackOwn(dismissed, student)).toBe(false);
    expect(mayPutBackOwn({ ...dismissed, why: 'lowered' }, student)).toBe(true);
    expect(mayPutBackOwn(dismissed, person({ co_host: true }))).toBe(true);
  });

  it('leave the queue with the floor', () => {
    const state = after(up(hand('a', 1)), up(hand('b', 2)), up(hand('a', 1, { called_at: '2026-11-24T05:00:30Z' })));
    expect(floor(state)?.id).toBe('a');
    expect([placeOf(state, 'person a'), placeOf(state, 'person b'), placeOf(state, 'nobody')]).toEqual([0, 1, null]);
  });

  it('have turns of the length that was said last', () => {
    expect(
      after({ type: 'hand:timed', cursor: 'c', turn: 90 }, { type: 'hand:timed', cursor: 'c', turn: null }).turn,
    ).toBe(null);
    expect(restoreHands({ hands: [], order: 'arrival', turn: 60 }).turn).toBe(60);
  });

  it('have a clock that counts whole seconds down, and on once the time is over', () => {
    const until = '2026-11-24T05:01:00Z';
    const clock = [-60_000, -59_001, -1, 0, 999, 61_000].map((late) => turnLeft(until, Date.parse(until) + late));
    expect(clock.map(({ seconds }) => seconds)).toEqual([60, 60, 1, 0, 0, 61]);
    expect(clock.map(({ over }) => over)).toEqual([false, false, false, true, true, true]);
  });

  it('are as they were after an event of another tool', () => {
    const state = after(up(hand('a', 1)));
    expect(reduceHands(state, { type: 'room:resync' })).toBe(state);
  });
});
