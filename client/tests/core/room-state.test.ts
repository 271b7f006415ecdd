import { describe, expect, it } from 'vitest';
import {
  emptyRoom,
  isHost,
  isStaff,
  reduce,
  presenter,
  self,
  slotOf,
  type RoomAction,
  type RoomState,
} from '../../src/core/room-state.ts';
import { joined, participant } from './roomFactory.ts';

const now = Date.parse('2026-11-24T05:00:10Z');

function roomAfter(...actions: RoomAction[]): RoomState {
  return actions.reduce(reduce, emptyRoom);
}

const names = (state: RoomState) => state.entered?.people.map(({ id }) => id);

const entered = (...ids: string[]): RoomAction => ({
  type: 'joined',
  joined: joined({ participants: ids.map((id) => participant(id)) }),
  now,
});

describe('the people in the room', () => {
  it('stand in the order of joining', () => {
    const participants = [
      participant('late', { joined_at: '2026-11-24T05:09:00Z' }),
      participant('me', { joined_at: '2026-11-24T05:01:00Z' }),
    ];
    expect(names(roomAfter({ type: 'joined', joined: joined({ participants }), now }))).toEqual(['me', 'late']);
  });

  it('are joined at the end by whoever comes', () => {
    const joins: RoomAction = { type: 'event', event: { type: 'participant:joined', participant: participant('b') } };
    expect(names(roomAfter(entered('me'), joins))).toEqual(['me', 'b']);
  });

  it('are there once, however often they are told', () => {
    const joins: RoomAction = { type: 'event', event: { type: 'participant:joined', participant: participant('b') } };
    expect(names(roomAfter(entered('me', 'b'), joins, joins))).toEqual(['b', 'me']);
  });

  it('keep their places when they change', () => {
    const changed = participant('a', { muted: { audio: true, video: false } });
    const state = roomAfter(entered('a', 'me'), {
      type: 'event',
      event: { type: 'participant:changed', participant: changed },
    });
    expect(names(state)).toEqual(['a', 'me']);
    expect(state.entered?.people[0]?.muted.audio).toBe(true);
  });

  it('go when they leave', () => {
    const leaves: RoomAction = { type: 'event', event: { type: 'participant:left', participant_id: 'a' } };
    expect(names(roomAfter(entered('a', 'me'), leaves))).toEqual(['me']);
  });

  it('keep their places over a restart of the server, when everyone arrives anew', () => {
    const again: RoomAction = {
      type: 'joined',
      joined: joined({
        participants: [
          participant('me', { joined_at: '2026-11-24T06:00:00Z' }),
          participant('new', { joined_at: '2026-11-24T06:00:01Z' }),
          participant('a', { joined_at: '2026-11-24T06:00:02Z' }),
        ],
      }),
      now,
    };
    expect(names(roomAfter(entered('a', 'gone', 'me'), again))).toEqual(['a', 'me', 'new']);
  });

  it('include oneself', () => {
    expect(self(roomAfter(entered('a', 'me')))?.id).toBe('me');
    expect(self(emptyRoom)).toBeNull();
  });
});

describe('the clock', () => {
  it('is the server’s', () => {
    const answer = joined({ now: '2026-11-24T05:00:15Z' });
    expect(roomAfter({ type: 'joined', joined: answer, now }).entered?.clockOffset).toBe(5_000);
  });
});

describe('a shared screen', () => {
  it('is that of whoever the server says shares it', () => {
    const shares = participant('a', { screen: true });
    const event = { type: 'participant:changed' as const, participant: shares };
    expect(presenter(roomAfter(entered('a', 'me'), { type: 'event', event }), new Map())?.id).toBe('a');
    expect(presenter(roomAfter(entered('a', 'me')), new Map())).toBeNull();
  });

  it('is that of the own group where there are groups', () => {
    const screen = (id: string): RoomAction => ({
      type: 'event',
      event: { type: 'participant:changed', participant: participant(id, { screen: true }) },
    });
    const state = roomAfter(entered('a', 'b', 'me'), screen('a'), screen('b'));
    const groups = (own: string) => new Map([...Object.entries({ a: '1', b: '2', me: own })]);
    expect(presenter(state, groups('2'))?.id).toBe('b');
    expect(presenter(state, groups('3'))).toBeNull();
    expect(presenter(state, new Map([['a', '1']]))?.id).toBe('b');
  });
});

describe('what hosts decide', () => {
  const asked = { type: 'room:unmute_asked' as const, kind: 'audio' as const, by: '한지원' };

  it('is what the server said last', () => {
    const settings = { ...emptyRoom.settings, locked: true, spotlight: 'a' };
    const state = roomAfter({ type: 'event', event: { type: 'room:controls', settings } });
    expect(state.settings).toEqual(settings);
  });

  it('asks once for each of microphone and camera, until it is answered', () => {
    const state = roomAfter({ type: 'event', event: asked }, { type: 'event', event: asked });
    expect(state.asked).toHaveLength(1);
    expect(reduce(state, { type: 'answered', kind: 'audio' }).asked).toEqual([]);
  });

  it('gives hosts their rights by role, or for the session', () => {
    const people = [
      participant('a', { role: 'co_professor' }),
      participant('b', { co_host: true }),
      participant('c', { role: 'ta' }),
      participant('d'),
    ];
    expect(people.map(isHost)).toEqual([true, true, false, false]);
    expect(people.map(isStaff)).toEqual([true, true, true, false]);
  });
});

describe('receive slots', () => {
  const slot = (number: number, participant: string | null, source: string | null) => ({
    slot: number,
    participant,
    source,
    width: 0,
    height: 0,
    paused: null,
  });
  const slots: RoomAction = {
    type: 'event',
    event: {
      type: 'media:slots',
      slots: [slot(0, 'a', 'microphone'), slot(3, 'a', 'camera'), slot(4, null, null)],
    },
  };

  it('say whose picture is where', () => {
    const state = roomAfter(entered('a', 'me'), slots);
    expect(slotOf(state, 'a', 'camera')?.slot).toBe(3);
    expect(slotOf(state, 'me', 'camera')).toBeNull();
  });

  it('are empty on a new peer connection until the server says otherwise', () => {
    const state = roomAfter(slots, { type: 'streams', audio: new Map(), video: new Map() });
    expect(slotOf(state, 'a', 'camera')).toBeNull();
  });
});
