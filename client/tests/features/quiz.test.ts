import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Attempt } from '../../src/core/protocol.gen.ts';
import type { Room } from '../../src/core/room.ts';
import { RequestError, type DurableMessage } from '../../src/core/socket.ts';
import { Quizzes, type Response } from '../../src/features/learning/quiz/quizzes.ts';

const attempt: Attempt = {
  info: {
    id: 'attempt',
    quiz_id: 'quiz',
    number: 1,
    started_at: '2026-03-02T09:00:00Z',
    minutes: null,
    deadline: null,
    submitted_at: null,
    ended_by: null,
  },
  questions: [1, 2].map((place) => ({
    place,
    points: '1',
    item: { kind: 'numeric', text: '?' },
    response: null,
    saved_at: null,
  })),
  now: '2026-03-02T09:00:00Z',
};
const number = (text: string): Response => ({ kind: 'numeric', text });

function setUp() {
  const sent: Extract<DurableMessage, { type: 'quiz:answer' }>[] = [];
  const room = {
    store: createStore(() => ({ connection: { phase: 'open' } })),
    socket: {
      enqueue: (message: DurableMessage) => message.type === 'quiz:answer' && sent.push(message),
      request: () => Promise.resolve({ attempt }),
    },
  };
  return { quizzes: new Quizzes(room as unknown as Room), sent };
}

function nth<T>(list: readonly T[], at: number): T {
  const item = list[at];
  if (item === undefined) throw new Error('there are not so many');
  return item;
}

describe('the answers of an attempt', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are sent once the hands rest, and marked with the time at which the server had them', async () => {
    const { quizzes, sent } = setUp();
    await quizzes.start('quiz');
    quizzes.answer(1, number('4'));
    quizzes.answer(1, number('42'));
    vi.advanceTimersByTime(1_000);

    expect(sent.map(({ response }) => response)).toEqual([number('42')]);
    expect(quizzes.store.getState().saves[1]?.status).toBe('saving');
    quizzes.settled(nth(sent, 0), { ok: true, data: { saved_at: '2026-03-02T09:01:07Z' } });
    expect(quizzes.store.getState().saves[1]).toEqual({ status: 'saved', at: '2026-03-02T09:01:07Z' });
  });

  it('are sent again where they came too fast, and the answer to an old one says nothing of the new', async () => {
    const { quizzes, sent } = setUp();
    await quizzes.start('quiz');
    quizzes.answer(1, number('4'));
    vi.advanceTimersByTime(1_000);
    quizzes.answer(1, number('42'));
    vi.advanceTimersByTime(1_000);
    quizzes.settled(nth(sent, 0), { ok: true, data: { saved_at: '2026-03-02T09:01:00Z' } });
    expect(quizzes.store.getState().saves[1]?.status).toBe('saving');

    quizzes.settled(nth(sent, 1), { ok: false, error: new RequestError('rate_limited') });
    vi.advanceTimersByTime(5_000);
    expect(sent.map(({ response }) => response)).toEqual([number('4'), number('42'), number('42')]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
  });

  it('that are on their way outlast the attempt being read anew', async () => {
    const { quizzes } = setUp();
    await quizzes.start('quiz');
    quizzes.answer(2, number('7'));
    await quizzes.resume('quiz');

    expect(quizzes.store.getState().current?.questions.map(({ response }) => response)).toEqual([null, number('7')]);
  });

  it('of another device show where nothing is on its way here', async () => {
    const { quizzes } = setUp();
    await quizzes.start('quiz');
    const saved = { attempt_id: 'attempt', place: 1, response: number('9'), saved_at: '2026-03-02T09:02:00Z' };
    quizzes.receive({ type: 'quiz:answer-saved', ...saved });

    expect(quizzes.store.getState().current?.questions[0]?.response).toEqual(number('9'));
    expect(quizzes.store.getState().saves[1]).toEqual({ status: 'saved', at: '2026-03-02T09:02:00Z' });
  });
});
