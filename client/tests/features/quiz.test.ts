import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Attempt, QuizInfo } from '../../src/core/protocol.gen.ts';
import type { Room } from '../../src/core/room.ts';
import { createDesk } from '../../src/features/media/desk.ts';
import { RequestError, type DurableMessage } from '../../src/core/socket.ts';
import { quizFeature } from '../../src/features/learning/quiz/feature.tsx';
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

describe('exam mode', () => {
  const quiz: QuizInfo = {
    id: 'quiz',
    title: 'Final',
    state: 'open',
    settings: { minutes: null, attempts: 1, counts: 'best', shuffle: false, exam: true },
    questions: 2,
    points: '2',
    opened_at: '2026-03-02T09:00:00Z',
    closed_at: null,
    released: null,
    released_at: null,
    corrected_at: null,
  };

  function seat(exam: boolean) {
    const room = { store: createStore(() => ({ connection: { phase: 'open' } })) } as unknown as Room;
    const desk = createDesk('session');
    const feature = quizFeature(room, 'session', desk);
    const quizzes = [{ ...quiz, settings: { ...quiz.settings, exam } }];
    feature.restore({ quizzes, attempts: [] });
    return { desk, feature };
  }

  it('begins with the attempt, which takes the place of what was open', () => {
    const { desk, feature } = seat(true);
    desk.setState({ panel: 'chat' });
    feature.receive({ type: 'quiz:attempt-changed', cursor: 'c', attempt: attempt.info });
    expect(desk.getState()).toMatchObject({ exam: true, panel: 'quiz' });
  });

  it('ends as it is handed in, and is there again after a reload before that', () => {
    const { desk, feature } = seat(true);
    feature.restore({ quizzes: [quiz], attempts: [attempt.info] });
    expect(desk.getState().exam).toBe(true);
    const submitted = { ...attempt.info, submitted_at: '2026-03-02T09:30:00Z', ended_by: 'person' as const };
    feature.receive({ type: 'quiz:attempt-changed', cursor: 'c', attempt: submitted });
    expect(desk.getState().exam).toBe(false);
  });

  it('is for exams alone', () => {
    const { desk, feature } = seat(false);
    feature.receive({ type: 'quiz:attempt-changed', cursor: 'c', attempt: attempt.info });
    expect(desk.getState().exam).toBe(false);
  });
});
