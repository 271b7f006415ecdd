import { describe, expect, it } from 'vitest';
import type { ChannelSnapshot, ChatSnapshot, Message } from '../../src/core/protocol.gen.ts';
import { directTo, obstacle } from '../../src/features/learning/chat/channels.ts';
import { lines } from '../../src/features/learning/chat/grouping.ts';
import { begun, completed, mentioned, pieces } from '../../src/features/learning/chat/mentions.ts';
import { sizeOf } from '../../src/features/learning/chat/size.ts';
import {
  channelOf,
  emptyChat,
  reduceChat,
  timeline,
  unreadCount,
  unreadMessages,
  type ChatAction,
  type ChatState,
} from '../../src/features/learning/chat/state.ts';
import { chatMessage, participant } from '../core/roomFactory.ts';

const chatAfter = (...actions: ChatAction[]): ChatState => actions.reduce(reduceChat, emptyChat);
const messages = (state: ChatState, channel = 'room') => channelOf(state, channel).messages;
const ids = (state: ChatState) => messages(state).map(({ id }) => id);
const settings = { writing: 'everyone', direct: 'everyone' } as const;
const channelWith = (more: boolean, found: readonly string[], changes: Partial<ChannelSnapshot> = {}) => ({
  channel: 'room',
  read: null,
  unread: 0,
  messages: found.map((id) => chatMessage(id)),
  more,
  ...changes,
});
const restored = (...channels: ChannelSnapshot[]): ChatAction => {
  const snapshot: ChatSnapshot = { settings, muted: [], channels };
  return { type: 'restored', snapshot };
};
const snapshot = (more: boolean, ...found: string[]) => restored(channelWith(more, found));
const received = (id: string, own = false, changes: Partial<Message> = {}): ChatAction => ({
  type: 'received',
  message: chatMessage(id, { participant_id: own ? 'me' : 'other', ...changes }),
  own,
});
const sending = (id: string, text = 'hello'): ChatAction => ({
  type: 'sending',
  message: { id, channel: 'room', text, replyTo: null, mentions: [], files: [] },
});

describe('the chat of a group', () => {
  const group = 'group:a';

  it('is among the channels while one is in it, and no other is', () => {
    const state = chatAfter({ type: 'group', channel: 'group:b' }, { type: 'group', channel: group });
    expect(Object.keys(state.channels)).toEqual(['room', group]);
    expect(
      Object.keys(chatAfter({ type: 'group', channel: group }, { type: 'group', channel: null }).channels),
    ).toEqual(['room']);
  });

  it('keeps what was told before one was seen to be in it', () => {
    const state = chatAfter(received('m1', false, { channel: group }), { type: 'group', channel: group });
    expect(messages(state, group).map(({ id }) => id)).toEqual(['m1']);
  });

  it('has a head of its own for what was said to all groups', () => {
    const said = [chatMessage('m1'), chatMessage('m2', { broadcast: true }), chatMessage('m3')];
    expect(lines(said, null).map(({ follows }) => follows)).toEqual([false, false, false]);
  });
});

describe('messages', () => {
  it('are added in the order of sending, each once', () => {
    expect(ids(chatAfter(snapshot(false, 'm1'), received('m3'), received('m2'), received('m3')))).toEqual([
      'm1',
      'm2',
      'm3',
    ]);
  });

  it('that were loaded earlier stay when a snapshot joins on to them', () => {
    const state = chatAfter(
      snapshot(true, 'm5', 'm6'),
      {
        type: 'history-came',
        channel: 'room',
        page: { messages: [chatMessage('m3'), chatMessage('m4')], more: false },
      },
      snapshot(true, 'm6', 'm7'),
    );
    expect(ids(state)).toEqual(['m3', 'm4', 'm5', 'm6', 'm7']);
    expect(channelOf(state, 'room').more).toBe(false);
  });

  it('are replaced by a snapshot that leaves a gap', () => {
    const state = chatAfter(snapshot(false, 'm1', 'm2'), snapshot(true, 'm8', 'm9'));
    expect(ids(state)).toEqual(['m8', 'm9']);
    expect(channelOf(state, 'room').more).toBe(true);
  });

  it('of another channel stand there, and direct ones among those of the room where they were written', () => {
    const direct = directTo('me', 'other');
    const state = chatAfter(
      snapshot(true, 'm2', 'm4'),
      ...['m1', 'm3'].map((id) => received(id, false, { channel: direct })),
      received('m5', false, { channel: 'staff' }),
    );
    expect(messages(state, direct).map(({ id }) => id)).toEqual(['m1', 'm3']);
    expect(timeline(state, 'room').map(({ id }) => id)).toEqual(['m2', 'm3', 'm4']);
    expect(timeline(state, direct).map(({ id }) => id)).toEqual(['m1', 'm3']);
  });
});

describe('a change', () => {
  const reply = received('m2', false, {
    reply_to: { id: 'm1', participant_id: 'other', name: '이도윤', text: 'text m1', deleted: false },
  });
  const before = chatAfter(snapshot(false, 'm1'), reply);
  const edited = (text: string): ChatAction => ({
    type: 'edited',
    channel: 'room',
    id: 'm1',
    text,
    mentions: [],
    editedAt: '2026-11-24T05:02:00Z',
  });
  const deleted: ChatAction = { type: 'deleted', channel: 'room', id: 'm1', by: 'staff' };
  const reaction = (person: string, on: boolean): ChatAction => ({
    type: 'reaction',
    channel: 'room',
    id: 'm1',
    kind: 'like',
    person,
    on,
  });

  it('of the text shows in the message and in what quotes it', () => {
    const [message, quoting] = messages(reduceChat(before, edited('가'.repeat(300))));
    expect(message).toMatchObject({ edited_at: '2026-11-24T05:02:00Z' });
    expect(quoting?.reply_to?.text).toBe('가'.repeat(200));
  });

  it('that deletes leaves the place empty, whatever comes after it', () => {
    const state = [deleted, edited('late'), reaction('a', true)].reduce(reduceChat, before);
    const [message, quoting] = messages(state);
    expect(message).toMatchObject({ id: 'm1', text: '', reactions: [], deleted: 'staff' });
    expect(quoting?.reply_to).toMatchObject({ text: '', deleted: true });
  });

  it('that restores brings everything back', () => {
    const state = [deleted, { type: 'put', message: chatMessage('m1') } as const].reduce(reduceChat, before);
    expect(messages(state)).toEqual(messages(before));
  });

  it('by a reaction counts once a person, in the order of reacting', () => {
    const all = [reaction('b', true), reaction('a', true), reaction('b', true)].reduce(reduceChat, before);
    expect(messages(all)[0]?.reactions).toEqual([{ kind: 'like', people: ['b', 'a'] }]);
    const none = [reaction('a', false), reaction('b', false)].reduce(reduceChat, all);
    expect(messages(none)[0]?.reactions).toEqual([]);
  });
});

describe('a message of one’s own', () => {
  it('is shown as sending until it is answered', () => {
    const state = chatAfter(sending('c1'));
    expect(state.outgoing).toMatchObject([{ id: 'c1', text: 'hello', status: 'sending' }]);
  });

  it('stands among the others once it is answered', () => {
    const state = chatAfter(sending('c1'), { type: 'sent', id: 'c1', message: chatMessage('m1') });
    expect(ids(state)).toEqual(['m1']);
    expect(state.outgoing).toEqual([]);
  });

  it('is there once when it comes back before its answer, with what was done to it meanwhile', () => {
    const state = chatAfter(sending('c1'), received('m1', true, { text: 'hello' }), {
      type: 'reaction',
      channel: 'room',
      id: 'm1',
      kind: 'like',
      person: 'a',
      on: true,
    });
    expect(state.outgoing[0]?.echo).toBe('m1');
    const after = reduceChat(state, { type: 'sent', id: 'c1', message: chatMessage('m1') });
    expect(messages(after).map(({ id, reactions }) => [id, reactions.length])).toEqual([['m1', 1]]);
    expect(after.outgoing).toEqual([]);
  });

  it('that says the same twice is there twice', () => {
    const state = chatAfter(sending('c1'), sending('c2'), received('m1', true, { text: 'hello' }));
    expect(state.outgoing.map(({ echo }) => echo)).toEqual(['m1', null]);
  });

  it('keeps its text when it is refused, and can be sent again', () => {
    const refused = chatAfter(sending('c1'), { type: 'refused', id: 'c1', code: 'not_stored' });
    expect(refused.outgoing).toMatchObject([{ text: 'hello', status: 'failed', code: 'not_stored' }]);
    expect(reduceChat(refused, sending('c1')).outgoing).toMatchObject([{ status: 'sending', code: null }]);
  });

  it('can be given up', () => {
    const refused = chatAfter(sending('c1'), { type: 'refused', id: 'c1', code: 'invalid' });
    expect(reduceChat(refused, { type: 'discarded', id: 'c1' }).outgoing).toEqual([]);
  });
});

describe('what is unread', () => {
  const unread = (state: ChatState) => unreadMessages(channelOf(state, 'room'), 'me').map(({ id }) => id);
  const read = (id: string): ChatAction => ({ type: 'read', channel: 'room', read: id, selfId: 'me' });

  it('is what the server says, of messages too that are not loaded', () => {
    expect(unreadCount(chatAfter(restored(channelWith(true, ['m8', 'm9'], { read: 'm1', unread: 7 }))))).toBe(7);
  });

  it('is what others have said since', () => {
    const state = chatAfter(restored(channelWith(false, ['m1'], { read: 'm1' })), received('m2'), received('m3', true));
    expect(unread(state)).toEqual(['m2']);
    expect(unreadCount(state)).toBe(1);
  });

  it('is nothing once it is read, here or on another device', () => {
    const state = chatAfter(snapshot(false), received('m1'), received('m2'), read('m2'), read('m1'));
    expect([unread(state), unreadCount(state)]).toEqual([[], 0]);
  });

  it('goes by what another device has read while this one was away', () => {
    const state = chatAfter(restored(channelWith(false, ['m1', 'm2'], { unread: 2 })), {
      type: 'positions',
      positions: [{ channel: 'room', read: 'm1', unread: 1 }],
    });
    expect([unread(state), unreadCount(state)]).toEqual([['m2'], 1]);
  });
});

describe('who may write', () => {
  const student = participant('me', { role: 'student' });
  const closed = { writing: 'staff', direct: 'staff' } as const;

  it.each([
    ['room', settings, false, null],
    ['room', closed, false, 'closed'],
    ['room', settings, true, 'muted'],
    [directTo('me', 'you'), closed, false, 'direct_closed'],
  ] as const)('in %s is told before anything is written', (channel, policy, muted, expected) => {
    expect(obstacle(student, channel, policy, muted, { role: 'student' })).toBe(expected);
  });

  it('includes whoever is muted, to staff', () => {
    expect(obstacle(student, directTo('me', 'you'), closed, true, { role: 'ta' })).toBeNull();
    expect(obstacle(participant('me', { role: 'ta' }), 'room', closed, false, undefined)).toBeNull();
    expect(obstacle(participant('me', { role: 'observer' }), 'room', settings, false, undefined)).toBe('observer');
  });

  it('is nothing for co-hosts, and for who writes to one', () => {
    const host = participant('me', { role: 'student', co_host: true });
    expect(obstacle(host, 'room', closed, true, undefined)).toBeNull();
    expect(obstacle(student, directTo('me', 'you'), closed, true, { role: 'student', co_host: true })).toBeNull();
  });
});

describe('mentions', () => {
  it('are pieces of the text, the longer name first', () => {
    const mentions = [
      { id: 'a', name: '김하늘' },
      { id: 'b', name: '김하늘이' },
    ];
    expect(pieces('@김하늘이 님, @김하늘? @없음', mentions)).toEqual([
      { text: '@김하늘이', mention: 'b' },
      { text: ' 님, ', mention: null },
      { text: '@김하늘', mention: 'a' },
      { text: '? @없음', mention: null },
    ]);
  });

  it.each([
    ['hello @Anna', ['anna']],
    ['hello @Ann, and @Anna', ['ann', 'anna']],
    ['hello @Annabel', []],
    ['(@Ann)', ['ann']],
    ['ann@Ann.kr', []],
    ['@Ann님은 어때요?', ['ann']],
    ['@김하늘은 어때요?', ['haneul']],
    ['@김하늘이 님은 어때요?', ['haneuli']],
    ['@Ann Lee', ['lee']],
    ['@Kim', ['kim', 'other kim']],
  ])('in “%s” mean %j', (text, meant) => {
    const people = { ann: 'Ann', anna: 'Anna', lee: 'Ann Lee', haneul: '김하늘', haneuli: '김하늘이', kim: 'Kim' };
    const named = Object.entries({ ...people, 'other kim': 'Kim' }).map(([id, name]) => ({ id, name }));
    expect(mentioned(text, named)).toEqual(meant);
  });

  it.each([
    ['@김', 2, '김'],
    ['see @', 5, ''],
    ['a@b.kr', 6, null],
    ['@김 하', 4, null],
  ] as const)('%s is looked up at %i', (text, caret, expected) => {
    expect(begun(text, caret)).toBe(expected);
  });

  it('are completed in their place', () => {
    expect(completed('보세요 @김 그죠', 6, '김하늘')).toEqual({ text: '보세요 @김하늘 그죠', caret: 9 });
  });
});

it('sizes are short', () => {
  expect([0, 999, 1_250_000, 24_000_000].map(sizeOf)).toEqual(['0 B', '999 B', '1.3 MB', '24.0 MB']);
});

describe('lines', () => {
  const at = (id: string, time: string, who = 'a') =>
    chatMessage(id, { participant_id: who, sent_at: `2026-11-24T${time}Z` });

  it('of one person within five minutes stand under one head', () => {
    const follows = lines([at('m1', '05:00:00'), at('m2', '05:04:59'), at('m3', '05:10:00')], null).map(
      (line) => line.follows,
    );
    expect(follows).toEqual([false, true, false]);
  });

  it('of another person have a head of their own', () => {
    const [, second] = lines([at('m1', '05:00:00'), at('m2', '05:00:01', 'b')], null);
    expect(second?.follows).toBe(false);
  });

  it('begin a day and the unread ones with a head', () => {
    const days = [at('m1', '05:00:00'), chatMessage('m2', { participant_id: 'a', sent_at: '2026-11-26T05:00:00Z' })];
    expect(lines(days, null).map(({ day }) => day)).toEqual([true, true]);
    const [, second] = lines([at('m1', '05:00:00'), at('m2', '05:00:01')], 'm2');
    expect(second).toMatchObject({ unread: true, follows: false });
  });
});
