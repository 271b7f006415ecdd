import { describe, expect, it } from 'vitest';
import type { BoardQuestion, QuizInfo } from '../../src/core/protocol.gen.ts';
import { AnswerNews } from '../../src/features/learning/question_board/news.ts';
import { ReleaseNews } from '../../src/features/learning/quiz/news.ts';
import { Narrator } from '../../src/features/media/narrator.ts';
import { ManualTiming } from '../core/manualTiming.ts';

function setUp() {
  const timing = new ManualTiming();
  const said: string[] = [];
  const narrator = new Narrator(
    (text) => said.push(text),
    () => 'summary',
    timing,
  );
  return { timing, said, narrator };
}

const quiz = (id: string, released: QuizInfo['released'] = null) => ({ id, title: id, released }) as QuizInfo;
const question = (id: string, state: BoardQuestion['state'], answer = '') =>
  ({ id, text: id, state, answer, merged_into: null }) as BoardQuestion;

const words = { released: (title: string) => `out: ${title}`, releasedMany: (count: number) => `out: ${count}` };
const replies = {
  answeredAloud: (text: string, answer: string) => `${text} = ${answer}`,
  answeredMany: (count: number) => `answered: ${count}`,
};

describe('results of quizzes', () => {
  it('are told once as they are released, and again as answers follow', async () => {
    const { timing, said, narrator } = setUp();
    const news = new ReleaseNews();
    news.see(narrator, words, quiz('A'), []);
    news.see(narrator, words, quiz('A', 'scores'), [quiz('A')]);
    news.see(narrator, words, quiz('A', 'scores'), [quiz('A', 'scores')]);
    await timing.advance(60_000);
    expect(said).toEqual(['out: A']);
    news.see(narrator, words, quiz('A', 'answers'), [quiz('A', 'scores')]);
    await timing.advance(60_000);
    expect(said).toEqual(['out: A', 'out: A']);
  });

  it('come in one line where several are released together', async () => {
    const { timing, said, narrator } = setUp();
    const news = new ReleaseNews();
    for (const id of ['A', 'B', 'C']) news.see(narrator, words, quiz(id, 'answers'), [quiz(id)]);
    await timing.advance(60_000);
    expect(said).toEqual(['out: 3']);
  });
});

describe('answers on the question board', () => {
  it('are told with their question, and not when it is voted for or merged', async () => {
    const { timing, said, narrator } = setUp();
    const news = new AnswerNews();
    news.see(narrator, replies, { ...question('1+1', 'open'), votes: 3 }, [question('1+1', 'open')]);
    news.see(narrator, replies, { ...question('2', 'written', '3'), merged_into: 'x' }, [question('2', 'open')]);
    news.see(narrator, replies, question('1+1', 'written', '2'), [question('1+1', 'open')]);
    await timing.advance(60_000);
    expect(said).toEqual(['1+1 = 2']);
  });

  it('keep to six lines a minute beside released results, however many there are', async () => {
    const { timing, said, narrator } = setUp();
    const answered = new AnswerNews();
    const released = new ReleaseNews();
    for (let second = 0; second < 60; second += 1) {
      answered.see(narrator, replies, question(`q${second}`, 'written', 'a'), []);
      released.see(narrator, words, quiz(`z${second}`, 'scores'), []);
      await timing.advance(1_000);
    }
    expect(said.length).toBeLessThanOrEqual(6);
    expect(said.some((line) => line.startsWith('answered'))).toBe(true);
    expect(said.some((line) => line.startsWith('out'))).toBe(true);
  });
});
