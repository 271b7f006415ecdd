import type { BoardQuestion } from '../../../core/protocol.gen.ts';
import type { Line, Narrator } from '../../media/narrator.ts';

export interface AnswerWords {
  answeredAloud: (question: string, answer: string) => string;
  answeredMany: (count: number) => string;
}

/** More than this is told as a number, unless everything is wished for: a question with its answer is long to hear. */
const READ_ALOUD = 1;

/** Has read aloud, with what else happens, which questions of the board were answered. */
export class AnswerNews {
  #words: AnswerWords | null = null;
  readonly #answered = new Map<string, BoardQuestion>();

  /** A question has changed; `known`: how the board was before. */
  see(narrator: Narrator, words: AnswerWords, question: BoardQuestion, known: readonly BoardQuestion[]): void {
    const before = known.find(({ id }) => id === question.id);
    const answered = (question.state === 'live' || question.state === 'written') && question.merged_into === null;
    if (!answered || (question.state === before?.state && question.answer === before.answer)) return;
    this.#words = words;
    this.#answered.set(question.id, question);
    narrator.tell('questions', this.#line);
  }

  readonly #line: Line = (whole) => {
    const questions = [...this.#answered.values()];
    this.#answered.clear();
    const text = this.#words;
    if (text === null || questions.length === 0) return '';
    if (!whole && questions.length > READ_ALOUD) return text.answeredMany(questions.length);
    return questions.map((question) => text.answeredAloud(question.text, question.answer)).join(' ');
  };
}

/** Those of this page. What they need is given: the page's first view would be cut in pieces for code that is shared. */
export const answers = new AnswerNews();
