import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Breakout, Muted } from '../../src/core/protocol.gen.ts';
import type { Room } from '../../src/core/room.ts';
import { Breakouts } from '../../src/features/learning/breakouts/breakouts.ts';
import { groupOf, leftTime, nextChange, placesOf, withMoved } from '../../src/features/learning/breakouts/places.ts';
import { createDesk } from '../../src/features/media/desk.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

function breakout(fields: Partial<Breakout> = {}): Breakout {
  return {
    id: '1',
    version: 1,
    state: 'open',
    groups: [
      { id: 'a', number: 1, name: '', people: ['ann', 'bob'], visitors: [], help: null },
      {
        id: 'b',
        number: 2,
        name: '기획',
        people: ['cyn'],
        visitors: [{ participant_id: 'prof', since: at(12) }],
        help: null,
      },
    ],
    task: '',
    minutes: null,
    may_choose: false,
    capacity: null,
    opens_at: at(5),
    ends_at: null,
    notice: null,
    voice: null,
    ...fields,
  };
}

describe('places', () => {
  it('are taken once the notice is over, and visits when they are announced', () => {
    expect(placesOf(breakout(), START).size).toBe(0);
    expect(Object.fromEntries(placesOf(breakout(), START + 5_000))).toEqual({ ann: 'a', bob: 'a', cyn: 'b' });
    expect(placesOf(breakout(), START + 12_000).get('prof')).toBe('b');
  });

  it('are nowhere while groups are only prepared', () => {
    expect(placesOf(breakout({ state: 'prepared' }), START + 60_000).size).toBe(0);
    expect(placesOf(null, START).size).toBe(0);
  });

  it('change at the opening, then with each visit', () => {
    expect(nextChange(breakout(), START)).toBe(START + 5_000);
    expect(nextChange(breakout(), START + 5_000)).toBe(START + 12_000);
    expect(nextChange(breakout(), START + 12_000)).toBeNull();
  });

  it('move by hand out of one group into another or into none', () => {
    const { groups } = breakout();
    expect(withMoved(groups, 'ann', 'b').map(({ people }) => people)).toEqual([['bob'], ['cyn', 'ann']]);
    expect(withMoved(groups, 'ann', null).map(({ people }) => people)).toEqual([['bob'], ['cyn']]);
    expect(groupOf(breakout(), 'cyn')?.id).toBe('b');
    expect(groupOf(breakout(), 'prof')).toBeNull();
  });
});

it('counts down in whole seconds', () => {
  expect([245_000, 59_001, 0, -5_000].map(leftTime)).toEqual(['4:05', '1:00', '0:00', '0:00']);
});

describe('breakouts of a room', () => {
  let muted: Muted;
  const setMuted = vi.fn((kind: keyof Muted, value: boolean) => {
    muted = { ...muted, [kind]: value };
    return Promise.resolve(true);
  });
  const room = {
    store: { getState: () => ({ entered: { selfId: 'ann', clockOffset: 0 } }) },
    muted: { getState: () => muted },
    setMuted,
  } as unknown as Room;

  beforeEach(() => {
    vi.useFakeTimers({ now: START });
    setMuted.mockClear();
    const storage = new Map<string, string>();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => storage.set(key, value),
      removeItem: (key: string) => storage.delete(key),
    });
    muted = { audio: true, video: false };
  });

  function started() {
    const desk = createDesk('session');
    const breakouts = new Breakouts(room, 'session', desk);
    breakouts.restore({ breakout: null, desk: null });
    return { desk, breakouts };
  }

  it('tell the desk who is where when it is time', () => {
    const { desk, breakouts } = started();
    breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: breakout() });
    expect(desk.getState().groups.size).toBe(0);
    vi.advanceTimersByTime(5_001);
    expect(desk.getState().groups.get('ann')).toBe('a');
  });

  it('leave microphone and camera at the end as they were at the beginning', () => {
    const { breakouts } = started();
    breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: breakout({ opens_at: at(0) }) });
    muted = { audio: false, video: false };
    breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: null });
    expect(setMuted.mock.calls).toEqual([['audio', true]]);
  });

  it('do so after a reload too', () => {
    const first = started();
    first.breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: breakout({ opens_at: at(0) }) });
    muted = { audio: false, video: true };
    const again = started();
    again.breakouts.restore({ breakout: breakout({ opens_at: at(0) }), desk: null });
    again.breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: null });
    expect(setMuted.mock.calls).toEqual([
      ['audio', true],
      ['video', false],
    ]);
  });
});
