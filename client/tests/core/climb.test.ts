import { describe, expect, it } from 'vitest';
import { Climb, ClimbReader, type Order, type Reading } from '../../src/core/climb.ts';
import type { Stat } from '../../src/core/quality.ts';

const calm: Reading = { at: 0, top: 'missing', estimate: 400_000, sent: 0, roundTrip: 50, loss: 0 };

/** Readings a second apart, each with what `changes` says of it, and what was ordered at which second. */
function play(climb: Climb, seconds: number, changes: (second: number) => Partial<Reading>, from = 0) {
  const orders: [number, Order][] = [];
  for (let second = from; second < from + seconds; second += 1) {
    const order = climb.observe({ ...calm, ...changes(second), at: second * 1_000 });
    if (order !== null) orders.push([second, order]);
  }
  return orders;
}

/** 400 kbit/s of which `share` is used. */
const using = (share: number) => (second: number) => ({ sent: (second * 400_000 * share) / 8 });
const holds = (orders: [number, Order][]) => orders.filter(([, order]) => order === 'hold').map(([second]) => second);

describe('climbing back', () => {
  it('holds the upper encodings back once the largest picture has been missing for three seconds', () => {
    expect(play(new Climb(), 4, () => ({}))).toEqual([[3, 'hold']]);
  });

  it('lets them go as soon as the sender counts as limited by its own need', () => {
    const climb = new Climb();
    const orders = play(climb, 6, using(0.3));
    expect(orders).toEqual([
      [3, 'hold'],
      [5, 'release'],
    ]);
    expect(climb.holding).toBe(false);
  });

  it('lets them go after four seconds where the lowest alone takes too much', () => {
    expect(play(new Climb(), 8, using(0.9))).toEqual([
      [3, 'hold'],
      [7, 'release'],
    ]);
  });

  it('waits twice as long after each try that was in vain', () => {
    expect(holds(play(new Climb(), 70, using(0.3)))).toEqual([3, 12, 27, 54]);
  });

  it('begins anew once the largest picture has lasted', () => {
    const climb = new Climb();
    play(climb, 6, using(0.3));
    play(climb, 11, () => ({ top: 'steady' }), 6);
    expect(holds(play(climb, 4, () => ({}), 17))).toEqual([20]);
  });

  it('does not begin anew for a picture that comes and goes', () => {
    const climb = new Climb();
    play(climb, 6, using(0.3));
    play(climb, 5, () => ({ top: 'steady' }), 6);
    expect(holds(play(climb, 8, () => ({}), 11))).toEqual([17]);
  });
});

describe('a line that is full', () => {
  it('is left alone while it loses', () => {
    expect(play(new Climb(), 30, (second) => ({ loss: second % 3 === 0 ? 0.05 : 0 }))).toEqual([]);
  });

  it('is left alone while its queue stands', () => {
    expect(play(new Climb(), 10, (second) => ({ roundTrip: second === 0 ? 50 : 150 }))).toEqual([]);
  });

  it('is left alone while its estimate falls again and again', () => {
    expect(play(new Climb(), 30, (second) => ({ estimate: 300_000 + (second % 3) * 40_000 }))).toEqual([]);
  });

  it('is tried again without the wait when it carries more than before its last fall', () => {
    const climb = new Climb();
    // One try in vain, then up and down below the same height: no other is made in a minute.
    const narrow = (second: number) => ({ estimate: second < 6 ? 400_000 : 320_000 + (second % 5) * 20_000 });
    expect(holds(play(climb, 60, narrow))).toEqual([3]);
    const growing = (second: number) => ({ estimate: 400_000 * 1.08 ** (second - 59) });
    expect(holds(play(climb, 5, growing, 60))).toEqual([61]);
  });

  it('is tried again at once when a try has shown that it carries more', () => {
    const climb = new Climb();
    play(climb, 6, using(0.3));
    expect(holds(play(climb, 4, (second) => ({ ...using(0.3)(second), estimate: 700_000 }), 6))).toEqual([7]);
  });

  it('follows a path that has become longer', () => {
    const climb = new Climb();
    const longer = (second: number) => ({ roundTrip: second < 3 ? 50 : 200 });
    expect(holds(play(climb, 20, longer))).toEqual([]);
    expect(holds(play(climb, 60, longer, 20))[0]).toBeGreaterThan(40);
  });
});

describe('what is no reason to try', () => {
  it.each(['steady', 'other'] as const)('%s', (top) => {
    expect(play(new Climb(), 30, () => ({ top }))).toEqual([]);
  });
});

describe('a reading', () => {
  const path: Stat = {
    id: 'path',
    type: 'candidate-pair',
    state: 'succeeded',
    nominated: true,
    bytesSent: 7,
    availableOutgoingBitrate: 4e5,
  };
  const remote: Stat = { id: 'remote', type: 'remote-inbound-rtp', fractionLost: 0.02, roundTripTime: 0.05 };
  const encoding = (rid: string, framesSent: number, changes: Partial<Stat> = {}): Stat => ({
    id: rid,
    type: 'outbound-rtp',
    kind: 'video',
    mid: '1',
    rid,
    active: true,
    framesSent,
    qualityLimitationReason: 'bandwidth',
    ...(rid === 'q' && { remoteId: 'remote' }),
    ...changes,
  });
  const read = (before: readonly Stat[], after: readonly Stat[]) => {
    const reader = new ClimbReader();
    reader.read(before, 0);
    return reader.read(after, 1_000);
  };

  it('tells the path, and losses and round trip of the lowest encoding', () => {
    expect(read([], [path, remote, encoding('q', 3)])).toEqual({
      at: 1_000,
      top: 'steady',
      estimate: 400_000,
      sent: 7,
      roundTrip: 50,
      loss: 0.02,
    });
  });

  it('misses the largest encoding that is on, whatever the order of the report', () => {
    const before = [encoding('f', 9), encoding('q', 9), encoding('h', 9)];
    expect(read(before, [encoding('f', 9), encoding('q', 19), encoding('h', 19)]).top).toBe('missing');
    expect(read(before, [encoding('f', 9, { active: false }), encoding('q', 19), encoding('h', 19)]).top).toBe(
      'steady',
    );
  });

  it('misses nothing of a source that stands still', () => {
    const still = [encoding('f', 9), encoding('q', 9)];
    expect(read(still, still).top).toBe('steady');
  });

  it('leaves alone what the processor is too slow for', () => {
    const slow = { qualityLimitationReason: 'cpu' };
    expect(read([], [encoding('q', 9, slow), encoding('f', 0, slow)]).top).toBe('other');
  });

  it('tells nothing missing of a single encoding', () => {
    expect(read([encoding('q', 9)], [encoding('q', 9)]).top).toBe('steady');
  });
});
