import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Breakout, GroupPlan, Muted } from '../../src/core/protocol.gen.ts';
import type { Room } from '../../src/core/room.ts';
import { RequestError } from '../../src/core/socket.ts';
import { Breakouts } from '../../src/features/learning/breakouts/breakouts.ts';
import {
  groupCount,
  groupOf,
  leftTime,
  nextChange,
  placesOf,
  withMoved,
} from '../../src/features/learning/breakouts/places.ts';
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

describe('the number of groups', () => {
  const { plan } = new Breakouts({} as unknown as Room, 'session', createDesk('session')).store.getState();

  it('is what was said, or follows from the size, or is fit for four in each', () => {
    expect(groupCount({ ...plan, groups: 7 }, 50, 50)).toBe(7);
    expect(groupCount({ ...plan, groups: 7, size: 5 }, 50, 50)).toBe(10);
    expect(groupCount(plan, 50, 50)).toBe(13);
  });

  it('is never more than there are people for, nor none', () => {
    expect(groupCount({ ...plan, groups: 7 }, 3, 3)).toBe(3);
    expect(groupCount({ ...plan, size: 5 }, 1, 1)).toBe(1);
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
  const stopScreen = vi.fn();
  const request = vi.fn();
  const room = {
    store: { getState: () => ({ entered: { selfId: 'ann', clockOffset: 0 } }) },
    muted: { getState: () => muted },
    socket: { request },
    setMuted,
    stopScreen,
  } as unknown as Room;

  beforeEach(() => {
    vi.useFakeTimers({ now: START });
    setMuted.mockClear();
    stopScreen.mockClear();
    request.mockReset();
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

  it('end the own screen with every move of oneself, and with nobody else’s', () => {
    const { breakouts } = started();
    const changed = (fields: Partial<Breakout>) =>
      breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: breakout({ opens_at: at(0), ...fields }) });
    changed({});
    expect(stopScreen).toHaveBeenCalledTimes(1);
    changed({
      version: 2,
      groups: breakout().groups.map((group) => ({ ...group, people: ['ann'].filter(() => group.id === 'a') })),
    });
    expect(stopScreen).toHaveBeenCalledTimes(1);
    breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: null });
    expect(stopScreen).toHaveBeenCalledTimes(2);
  });

  it('leave microphone and camera at the end as they were at the beginning', () => {
    const { breakouts } = started();
    breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: breakout({ opens_at: at(0) }) });
    muted = { audio: false, video: false };
    breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: null });
    expect(setMuted.mock.calls).toEqual([['audio', true]]);
  });

  it('leave them muted where nobody may unmute any more', async () => {
    setMuted.mockRejectedValueOnce(new RequestError('unmuting_is_off'));
    muted = { audio: false, video: false };
    const { breakouts } = started();
    breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: breakout({ opens_at: at(0) }) });
    muted = { audio: true, video: false };
    breakouts.receive({ type: 'breakout:changed', cursor: '', breakout: null });
    await vi.advanceTimersByTimeAsync(0);
    expect([setMuted.mock.calls, muted.audio]).toEqual([[['audio', false]], true]);
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

  it('are drawn with the wishes where a search makes them, and without where none does', async () => {
    const { breakouts } = started();
    request.mockResolvedValue({ breakout: breakout(), desk: { method: 'random', name: '', balance: null } });
    breakouts.wish('together', ['ann', 'bob']);
    breakouts.wish('apart', ['ann', 'cyn']);
    breakouts.unwish('apart', 0);
    await breakouts.draw(2);
    breakouts.plan({ method: 'round_robin', size: 3 });
    await breakouts.draw(2);
    const plans = request.mock.calls.map(([message]) => (message as { plan: GroupPlan }).plan);
    expect(plans.map(({ constraints }) => constraints.together)).toEqual([[['ann', 'bob']], []]);
    expect(plans.map(({ constraints }) => constraints.apart)).toEqual([[], []]);
    expect(plans.map(({ groups, size }) => [groups, size])).toEqual([
      [2, null],
      [2, null],
    ]);
  });

  it('open with the task and the time that were written after the drawing', async () => {
    const { breakouts } = started();
    request.mockResolvedValue({});
    const prepared = breakout({ state: 'prepared', task: 'old', minutes: 15 });
    breakouts.restore({ breakout: prepared, desk: null });
    expect(breakouts.store.getState().plan).toMatchObject({ task: 'old', minutes: 15 });
    await breakouts.open();
    expect(request.mock.calls.map(([{ type }]) => type as string)).toEqual(['breakout:open']);
    breakouts.plan({ task: 'new', minutes: null });
    await breakouts.open();
    expect(request.mock.calls[1]?.[0]).toMatchObject({ type: 'breakout:assign', version: 1, task: 'new', minutes: 0 });
  });

  it('tell of a table which rows are nobody’s, and which cannot be read', async () => {
    const { breakouts } = started();
    const unmatched = [{ row: 3, name: '20239999', reason: 'unknown' }];
    request.mockResolvedValueOnce({ numbers: { ann: 3.5 }, unmatched });
    await breakouts.readNumbers(new Blob(['']));
    expect(breakouts.store.getState().plan.numbers).toEqual({ ann: 3.5 });
    expect(breakouts.store.getState().table).toEqual({ unmatched, faultyRows: [] });
    const details = [2, 5].map((row) => ({ field: `rows[${row}]`, message: '' }));
    request.mockRejectedValueOnce(new RequestError('bad_table', '', details));
    await breakouts.readNumbers(new Blob(['']));
    expect(breakouts.store.getState().table).toEqual({ unmatched: [], faultyRows: [2, 5] });
    expect(breakouts.store.getState().plan.numbers).toEqual({ ann: 3.5 });
    request.mockRejectedValueOnce(new RequestError('too_large'));
    await expect(breakouts.readNumbers(new Blob(['']))).rejects.toThrow();
  });
});
