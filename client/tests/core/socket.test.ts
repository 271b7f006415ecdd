import { describe, expect, it } from 'vitest';
import type { DurableMessage } from '../../src/core/socket.ts';
import { Bench } from './fakeServer.ts';
import { chatMessage, joined } from './roomFactory.ts';

const hello: Extract<DurableMessage, { type: 'chat:send' }> = {
  type: 'chat:send',
  id: '0193f1a0-0000-4000-8000-000000000001',
  text: 'hello',
  channel: 'room',
  reply_to: null,
  mentions: [],
  files: [],
};

describe('entering', () => {
  it('introduces itself in the first frame', async () => {
    const bench = new Bench();
    await bench.start();
    await bench.wire.accept();
    expect(bench.wire.received[0]).toMatchObject({
      type: 'room:join',
      token: 'token 1',
      cursor: null,
      device: 'new',
      client: { kind: 'desktop', lang: 'ko' },
      muted: { audio: true, video: false },
    });
  });

  it('is open once the server has let it in', async () => {
    const bench = new Bench();
    await bench.enter();
    expect(bench.state).toEqual({ phase: 'open' });
    expect(bench.joins).toHaveLength(1);
  });

  it('asks which device to use, and says the answer on the same connection', async () => {
    const bench = new Bench();
    await bench.start();
    await bench.wire.accept();
    await bench.wire.refuse('room:join', 'device_choice_needed');
    expect(bench.state).toEqual({ phase: 'choosing' });

    bench.socket.choose('second');
    await bench.wire.answer('room:join', joined({ companion: true }));
    expect(bench.wires).toHaveLength(1);
    expect(bench.wire.last('room:join').device).toBe('second');
    expect(bench.state).toEqual({ phase: 'open' });
  });

  it('waits at the door until a host lets the person in, on the same connection', async () => {
    const bench = new Bench();
    await bench.start();
    await bench.wire.accept();
    await bench.wire.refuse('room:join', 'waiting');
    expect(bench.state).toEqual({ phase: 'door' });

    await bench.wire.say({ type: 'room:admitted' });
    await bench.wire.answer('room:join', joined());
    expect(bench.wires).toHaveLength(1);
    expect(bench.state).toEqual({ phase: 'open' });
  });

  it.each([
    [true, 'banned'],
    [false, 'sent_out'],
  ] as const)('says that a host has sent the person out (banned: %s)', async (banned, reason) => {
    const bench = new Bench();
    const wire = await bench.enter();
    await wire.say({ type: 'room:removed', banned });
    await wire.drop(4403);
    expect(bench.state).toEqual({ phase: 'closed', reason, code: null });
  });

  it('stays a second screen when it comes back', async () => {
    const bench = new Bench();
    const wire = await bench.enter({ companion: true });
    await wire.drop();
    await bench.timing.advance(1_000);
    await bench.wire.accept();
    expect(bench.wire.last('room:join').device).toBe('second');
  });

  it('moves here only once, so that two devices do not push each other out for ever', async () => {
    const bench = new Bench();
    await bench.start('move');
    await bench.wire.letIn();
    await bench.wire.drop();
    await bench.timing.advance(1_000);
    await bench.wire.accept();
    expect(bench.wire.last('room:join').device).toBe('new');
  });

  it('waits while the server is not to be reached', async () => {
    const bench = new Bench();
    bench.ticketFault = new Error('offline');
    await bench.start();
    expect(bench.state).toMatchObject({ phase: 'waiting', attempt: 1 });
    bench.ticketFault = null;
    await bench.timing.advance(1_000);
    expect(bench.wires).toHaveLength(1);
  });

  it('waits as long as the server says', async () => {
    const bench = new Bench();
    bench.ticketFault = new Error('rate limited');
    bench.refusal = { retryAfter: 30 };
    await bench.start();
    await bench.timing.advance(29_000);
    expect(bench.tickets).toBe(1);
    await bench.timing.advance(2_000);
    expect(bench.tickets).toBe(2);
  });

  it('ends where the server refuses for good', async () => {
    const bench = new Bench();
    bench.ticketFault = new Error('gone');
    bench.refusal = { reason: 'ended', code: 'session_ended' };
    await bench.start();
    expect(bench.state).toEqual({ phase: 'closed', reason: 'ended', code: 'session_ended' });
  });
});

describe('requests', () => {
  it('resolve with what the server answers', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    const history = bench.socket.request<'chat:history'>({ type: 'chat:history', channel: 'room', before: 'm5' });
    await wire.answer('chat:history', { messages: [], more: false });
    await expect(history).resolves.toEqual({ messages: [], more: false });
  });

  it('reject with the code of an error', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    const offer = bench.socket.request<'media:produce'>({ type: 'media:produce', offer: 'nonsense', sources: null });
    await wire.refuse('media:produce', 'bad_offer');
    await expect(offer).rejects.toMatchObject({ code: 'bad_offer' });
  });

  it('reject at once while there is no connection', async () => {
    const bench = new Bench();
    await expect(bench.socket.request<'room:leave'>({ type: 'room:leave' })).rejects.toMatchObject({
      code: 'disconnected',
    });
  });

  it('reject when the connection breaks under them', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    const mute = bench.socket.request<'participant:mute'>({
      type: 'participant:mute',
      kind: 'audio',
      source: 'microphone',
    });
    await wire.drop();
    await expect(mute).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('break a connection on which no answer comes', async () => {
    const bench = new Bench();
    await bench.enter();
    const mute = bench.socket.request<'participant:mute'>({
      type: 'participant:mute',
      kind: 'audio',
      source: 'microphone',
    });
    const rejected = expect(mute).rejects.toMatchObject({ code: 'disconnected' });
    await bench.timing.advance(15_000);
    await rejected;
    expect(bench.wires[0]?.closedByClient).toBe(true);
  });
});

describe('durable commands', () => {
  it('are settled by their answer and forgotten', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    bench.socket.enqueue(hello);
    expect(bench.stored).toEqual([hello]);
    await wire.answer('chat:send', { message: chatMessage('m1') });
    expect(bench.settled).toEqual([{ message: hello, outcome: { ok: true, data: { message: chatMessage('m1') } } }]);
    expect(bench.stored).toEqual([]);
  });

  it('are sent again with the same id after the connection broke before the answer', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    bench.socket.enqueue(hello);
    expect(wire.last('chat:send').id).toBe(hello.id);
    await wire.drop();
    expect(bench.settled).toEqual([]);

    await bench.timing.advance(1_000);
    await bench.wire.letIn();
    expect(bench.wire.last('chat:send')).toEqual(hello);
  });

  it('that are given while there is no connection wait for one, in order', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    await wire.drop();
    const more: DurableMessage = { ...hello, id: '0193f1a0-0000-4000-8000-000000000002', text: 'are you there?' };
    bench.socket.enqueue(hello);
    bench.socket.enqueue(more);
    await bench.timing.advance(1_000);
    await bench.wire.letIn();
    await bench.wire.answer('chat:send', { message: chatMessage('m1') });
    expect(bench.wire.all('chat:send')).toEqual([hello, more]);
  });

  it('survive a reload of the page', async () => {
    const bench = new Bench([hello]);
    expect(bench.socket.unanswered()).toEqual([hello]);
    await bench.enter();
    expect(bench.wire.all('chat:send')).toEqual([hello]);
  });

  it('are not sent twice on one connection when the room is joined again on it', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    bench.socket.enqueue(hello);
    await wire.say({ type: 'room:resync' });
    await wire.answer('room:join', bench.joins[0]);
    expect(wire.all('chat:send')).toHaveLength(1);
  });

  it.each(['not_stored', 'unavailable', 'database_unavailable', 'rate_limited', 'room_moved'])(
    'that meet %s are kept, and said again a little later',
    async (code) => {
      const bench = new Bench();
      const wire = await bench.enter();
      bench.socket.enqueue(hello);
      await wire.refuse('chat:send', code);
      expect([bench.settled, bench.stored]).toEqual([[], [hello]]);

      await bench.timing.advance(1_000);
      expect(wire.all('chat:send')).toEqual([hello, hello]);
      await wire.answer('chat:send', { message: chatMessage('m1') });
      expect(bench.settled.map(({ outcome }) => outcome.ok)).toEqual([true]);
    },
  );

  it('that have to be said again come before what was said after them, and hold up no other tool', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    const vote = (id: string, choice: number): DurableMessage => ({
      type: 'poll:vote',
      id,
      poll: 'poll',
      round: 1,
      ballot: { choices: [choice], texts: [], reason: '' },
      receipt: null,
    });
    const first = vote('0193f1a0-0000-4000-8000-000000000003', 0);
    const second = vote('0193f1a0-0000-4000-8000-000000000004', 1);
    bench.socket.enqueue(first);
    bench.socket.enqueue(second);
    await wire.refuse('poll:vote', 'database_unavailable');
    bench.socket.enqueue(hello);
    expect(wire.all('chat:send')).toEqual([hello]);

    await bench.timing.advance(1_000);
    await wire.answer('poll:vote');
    expect(wire.all('poll:vote')).toEqual([first, first, second]);
  });

  it('are said again more and more seldom, and at once on a new connection', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    bench.socket.enqueue(hello);
    for (const wait of [1_000, 2_000, 4_000, 8_000, 8_000]) {
      await wire.refuse('chat:send', 'unavailable');
      const before = wire.all('chat:send').length;
      await bench.timing.advance(wait - 1);
      expect(wire.all('chat:send')).toHaveLength(before);
      await bench.timing.advance(1);
      expect(wire.all('chat:send')).toHaveLength(before + 1);
    }
    await wire.refuse('chat:send', 'unavailable');
    await wire.drop();
    await bench.timing.advance(1_000);
    await bench.wire.letIn();
    expect(bench.wire.all('chat:send')).toEqual([hello]);
  });

  it('that the server refuses are settled with the error', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    bench.socket.enqueue(hello);
    await wire.refuse('chat:send', 'invalid');
    expect(bench.settled[0]?.outcome).toMatchObject({ ok: false, error: { code: 'invalid' } });
    expect(bench.stored).toEqual([]);
  });
});

describe('coming back', () => {
  it('tells the last cursor that it saw', async () => {
    const bench = new Bench();
    const wire = await bench.enter({ cursor: 'c1' });
    await wire.say({ type: 'chat:message', cursor: 'c2', message: chatMessage('m1') });
    await wire.drop();
    await bench.timing.advance(1_000);
    await bench.wire.accept();
    expect(bench.wire.last('room:join').cursor).toBe('c2');
  });

  it('passes on the events that it missed, in order', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    await wire.drop();
    await bench.timing.advance(1_000);
    const missed = ['m1', 'm2'].map((id) => ({ type: 'chat:message' as const, cursor: id, message: chatMessage(id) }));
    await bench.wire.letIn({ resumed: true, events: missed });
    expect(bench.events).toEqual(missed);
  });

  it('joins again with its cursor when the queue to it ran over', async () => {
    const bench = new Bench();
    const wire = await bench.enter({ cursor: 'c7' });
    await wire.say({ type: 'room:resync' });
    expect(wire.all('room:join').map(({ cursor }) => cursor)).toEqual([null, 'c7']);
  });

  it('waits twice as long after each failure, at most eight seconds', async () => {
    const bench = new Bench();
    await bench.start();
    const waits: number[] = [];
    for (let failure = 0; failure < 8; failure += 1) {
      await bench.wire.drop();
      const { state } = bench;
      if (state?.phase !== 'waiting') throw new Error('not waiting');
      const wait = state.retryAt - bench.timing.now();
      waits.push(wait);
      await bench.timing.advance(wait);
    }
    // Without jitter: half of 0.5, 1, 2, 4, 8, 8 … seconds.
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
  });

  it('starts counting anew after a connection that lasted', async () => {
    const bench = new Bench();
    await bench.start();
    await bench.wire.drop();
    await bench.timing.advance(250);
    await bench.wire.letIn();
    await bench.timing.advance(5_000);
    await bench.wire.drop();
    expect(bench.state).toMatchObject({ phase: 'waiting', attempt: 1 });
  });

  it('goes on counting when the server lets it in and drops it at once', async () => {
    const bench = new Bench();
    await bench.start();
    await bench.wire.drop();
    await bench.timing.advance(250);
    await bench.wire.letIn();
    await bench.wire.drop();
    expect(bench.state).toMatchObject({ phase: 'waiting', attempt: 2 });
  });

  it('tries at once when the network is back', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    await wire.drop();
    bench.socket.wake();
    await bench.timing.advance(0);
    expect(bench.wires).toHaveLength(2);
  });

  it('gives up a connection that does not answer after a wake-up', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    bench.socket.wake();
    expect(wire.last('media:consume')).toBeDefined();
    await bench.timing.advance(4_000);
    expect(wire.closedByClient).toBe(true);
  });

  it('keeps a connection that answers after a wake-up', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    bench.socket.wake();
    await wire.answer('media:consume');
    await bench.timing.advance(4_000);
    expect(bench.state).toEqual({ phase: 'open' });
  });

  it('gives up a connection on which the answer to room:join does not come', async () => {
    const bench = new Bench();
    await bench.start();
    await bench.wire.accept();
    await bench.timing.advance(10_000);
    expect(bench.wires[0]?.closedByClient).toBe(true);
    expect(bench.state).toMatchObject({ phase: 'waiting' });
  });

  it('ignores what an abandoned connection still says', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    await wire.drop();
    await wire.say({ type: 'chat:message', cursor: 'c9', message: chatMessage('m9') });
    expect(bench.events).toEqual([]);
  });
});

describe('tokens', () => {
  it('serve for the next connection as long as they are good', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    await wire.drop();
    await bench.timing.advance(1_000);
    expect(bench.tickets).toBe(1);
  });

  it('are fetched anew after two failures in a row, as after a restart on another node', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    await wire.drop();
    await bench.timing.advance(250);
    await bench.wire.drop();
    await bench.timing.advance(500);
    expect(bench.tickets).toBe(2);
  });

  it('are renewed over the connection before they expire', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    await bench.timing.advance(108 * 60_000);
    await wire.answer('token:renew', { token: 'renewed', expires_at: '2026-11-24T08:50:00Z' });
    expect(bench.renewed).toEqual(['renewed']);
    await wire.drop();
    await bench.timing.advance(1_000);
    await bench.wire.accept();
    expect(bench.wire.last('room:join').token).toBe('renewed');
    expect(bench.tickets).toBe(1);
  });

  it('that the server takes no more are replaced by a fresh one', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    await wire.drop(4401);
    await bench.wire.accept();
    expect(bench.wire.last('room:join').token).toBe('token 2');
  });

  it('that are refused although fresh end the visit', async () => {
    const bench = new Bench();
    await bench.start();
    await bench.wire.drop(4401);
    expect(bench.state).toEqual({ phase: 'closed', reason: 'signed_out', code: null });
  });
});

describe('being closed', () => {
  it.each([
    [4403, 'removed'],
    [4409, 'moved'],
    [4410, 'ended'],
  ])('%i means %s and is final', async (code, reason) => {
    const bench = new Bench();
    const wire = await bench.enter();
    await wire.drop(code);
    await bench.timing.advance(60_000);
    expect(bench.state).toEqual({ phase: 'closed', reason, code: null });
    expect(bench.wires).toHaveLength(1);
  });

  it('as too slow means coming back with the cursor', async () => {
    const bench = new Bench();
    const wire = await bench.enter({ cursor: 'c3' });
    await wire.drop(4408);
    await bench.timing.advance(1_000);
    await bench.wire.accept();
    expect(bench.wire.last('room:join').cursor).toBe('c3');
  });

  it('for too many frames means staying away for a while', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    await wire.drop(4429);
    await bench.timing.advance(9_000);
    expect(bench.wires).toHaveLength(1);
    await bench.timing.advance(2_000);
    expect(bench.wires).toHaveLength(2);
  });

  it('after leaving is no reason to come back', async () => {
    const bench = new Bench();
    const wire = await bench.enter();
    const left = bench.socket.leave();
    await wire.answer('room:leave');
    await left;
    expect(bench.state).toEqual({ phase: 'closed', reason: 'left', code: null });
    expect(wire.closedByClient).toBe(true);
  });
});
