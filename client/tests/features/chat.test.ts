import { describe, expect, it } from 'vitest';
import { lines } from '../../src/features/learning/chat/grouping.ts';
import {
  emptyChat,
  reduceChat,
  unreadMessages,
  type ChatAction,
  type ChatState,
} from '../../src/features/learning/chat/state.ts';
import { chatMessage } from '../core/roomFactory.ts';

const chatAfter = (...actions: ChatAction[]): ChatState => actions.reduce(reduceChat, emptyChat);
const ids = (state: ChatState) => state.messages.map(({ id }) => id);
const snapshot = (more: boolean, ...messages: string[]): ChatAction => ({
  type: 'restored',
  snapshot: { messages: messages.map((id) => chatMessage(id)), more },
});
const received = (id: string, own = false, text = `text ${id}`): ChatAction => ({
  type: 'received',
  message: chatMessage(id, { text, participant_id: own ? 'me' : 'other' }),
  own,
});
const sending = (id: string, text = 'hello'): ChatAction => ({ type: 'sending', id, text });

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
      { type: 'history-came', snapshot: { messages: [chatMessage('m3'), chatMessage('m4')], more: false } },
      snapshot(true, 'm6', 'm7'),
    );
    expect(ids(state)).toEqual(['m3', 'm4', 'm5', 'm6', 'm7']);
    expect(state.more).toBe(false);
  });

  it('are replaced by a snapshot that leaves a gap', () => {
    const state = chatAfter(snapshot(false, 'm1', 'm2'), snapshot(true, 'm8', 'm9'));
    expect(ids(state)).toEqual(['m8', 'm9']);
    expect(state.more).toBe(true);
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

  it('is there once when it comes back before its answer', () => {
    const state = chatAfter(sending('c1'), received('m1', true, 'hello'));
    expect(state.outgoing[0]?.echo).toBe('m1');
    const after = reduceChat(state, { type: 'sent', id: 'c1', message: chatMessage('m1') });
    expect(ids(after)).toEqual(['m1']);
    expect(after.outgoing).toEqual([]);
  });

  it('that says the same twice is there twice', () => {
    const state = chatAfter(sending('c1'), sending('c2'), received('m1', true, 'hello'));
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
  const unread = (state: ChatState) => unreadMessages(state, 'me').map(({ id }) => id);

  it('is nothing of what was there on coming in', () => {
    expect(unread(chatAfter(snapshot(false, 'm1', 'm2')))).toEqual([]);
  });

  it('is what others have said since', () => {
    expect(unread(chatAfter(snapshot(false, 'm1'), received('m2'), received('m3', true)))).toEqual(['m2']);
  });

  it('is everything in a chat that was empty', () => {
    expect(unread(chatAfter(snapshot(false), received('m1')))).toEqual(['m1']);
  });

  it('is read at once', () => {
    expect(unread(chatAfter(snapshot(false), received('m1'), { type: 'read' }))).toEqual([]);
  });

  it('includes what came while the page was reloaded', () => {
    const reloaded = reduceChat(
      { ...emptyChat, lastRead: 'm1' },
      { type: 'restored', snapshot: { messages: [chatMessage('m1'), chatMessage('m2')], more: false } },
    );
    expect(unread(reloaded)).toEqual(['m2']);
  });
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
