import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Attempt, QuizInfo } from '../../src/core/protocol.gen.ts';
import type { Room } from '../../src/core/room.ts';
import { createDesk } from '../../src/features/media/desk.ts';
import { RequestError, type DurableMessage, type Outcome } from '../../src/core/socket.ts';
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

type Answer = Extract<DurableMessage, { type: 'quiz:answer' }>;

/** `waiting`: what the outbox has from before. */
function setUp(waiting: Answer[] = []) {
  const sent: Answer[] = [];
  const asked: string[] = [];
  const room = {
    store: createStore(() => ({ connection: { phase: 'open' } })),
    socket: {
      enqueue: (message: Answer) => {
        sent.push(message);
        waiting.push(message);
      },
      unanswered: () => waiting,
      request: ({ type }: { type: string }) => {
        asked.push(type);
        return Promise.resolve({ attempt: type === 'quiz:submit' ? attempt.info : attempt });
      },
    },
  };
  const quizzes = new Quizzes(room as unknown as Room);
  const settle = (message: Answer, outcome: Outcome) => {
    waiting.splice(waiting.indexOf(message), 1);
    quizzes.settled(message, outcome);
  };
  return { quizzes, sent, asked, settle };
}

const kept = (saved_at: string): Outcome => ({ ok: true, data: { saved_at } });

function nth<T>(list: readonly T[], at: number): T {
  const item = list[at];
  if (item === undefined) throw new Error('there are not so many');
  return item;
}

describe('the answers of an attempt', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are sent once the hands rest, and marked with the time at which the server had them', async () => {
    const { quizzes, sent, settle } = setUp();
    await quizzes.start('quiz');
    quizzes.answer(1, number('4'));
    quizzes.answer(1, number('42'));
    vi.advanceTimersByTime(1_000);

    expect(sent.map(({ response }) => response)).toEqual([number('42')]);
    expect(quizzes.store.getState().saves[1]?.status).toBe('saving');
    settle(nth(sent, 0), kept('2026-03-02T09:01:07Z'));
    expect(quizzes.store.getState().saves[1]).toEqual({ status: 'saved', at: '2026-03-02T09:01:07Z' });
  });

  it('that are old say nothing of the new', async () => {
    const { quizzes, sent, settle } = setUp();
    await quizzes.start('quiz');
    quizzes.answer(1, number('4'));
    vi.advanceTimersByTime(1_000);
    quizzes.answer(1, number('42'));
    vi.advanceTimersByTime(1_000);
    settle(nth(sent, 0), kept('2026-03-02T09:01:00Z'));
    expect(quizzes.store.getState().saves[1]?.status).toBe('saving');
  });

  it('that were on their way before a reload are there after it', async () => {
    const early: Answer = {
      type: 'quiz:answer',
      id: 'answer',
      quiz: 'quiz',
      attempt: 'attempt',
      place: 2,
      response: number('7'),
    };
    const { quizzes, settle } = setUp([early]);
    await quizzes.resume('quiz');
    const { current, saves } = quizzes.store.getState();
    expect([current?.questions[1]?.response, saves[2]?.status]).toEqual([number('7'), 'saving']);
    settle(early, kept('2026-03-02T09:01:07Z'));
    expect(quizzes.store.getState().saves[2]?.status).toBe('saved');
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

describe('handing in', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('waits for the answers that the server does not have yet', async () => {
    const { quizzes, sent, asked, settle } = setUp();
    await quizzes.start('quiz');
    quizzes.answer(1, number('4'));
    const submitted = quizzes.submit();
    await vi.advanceTimersByTimeAsync(5_000);
    expect([asked, quizzes.store.getState().handingIn]).toEqual([['quiz:start'], true]);

    settle(nth(sent, 0), kept('2026-03-02T09:01:07Z'));
    await submitted;
    expect([asked, quizzes.store.getState().handingIn]).toEqual([['quiz:start', 'quiz:submit'], false]);
  });

  it('does not happen without an answer that cannot be sent now, and says so', async () => {
    const { quizzes, asked } = setUp();
    await quizzes.start('quiz');
    quizzes.answer(1, number('4'));
    const submitted = expect(quizzes.submit()).rejects.toMatchObject({ code: 'answers_unsent' });
    await vi.advanceTimersByTimeAsync(10_000);
    await submitted;
    expect(asked).not.toContain('quiz:submit');
  });

  it('does not happen where the last answer is refused, and says so', async () => {
    const { quizzes, sent, asked, settle } = setUp();
    await quizzes.start('quiz');
    quizzes.answer(1, number('4'));
    const submitted = expect(quizzes.submit()).rejects.toMatchObject({ code: 'answers_unsent' });
    settle(nth(sent, 0), { ok: false, error: new RequestError('invalid') });
    await submitted;
    expect(asked).not.toContain('quiz:submit');
    expect(quizzes.store.getState().saves[1]?.status).toBe('refused');
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
