import type { BoardQuestion } from '../../../core/protocol.gen.ts';
import { textNow } from '../../../i18n/index.ts';
import { languageStore, load } from '../../../i18n/language.ts';
import type { Line, Narrator } from '../../media/narrator.ts';

export interface AnswerWords {
  answeredAloud: (question: string, answer: string) => string;
  answeredMany: (count: number) => string;
}

/** More than this is told as a number, unless everything is wished for: a question with its answer is long to hear. */
const READ_ALOUD = 1;

/** Has read aloud, with what else happens, which questions of the board were answered. */
export class AnswerNews {
  readonly #words: () => AnswerWords | undefined;
  readonly #answered = new Map<string, BoardQuestion>();

  constructor(words: () => AnswerWords | undefined) {
    this.#words = words;
  }

  /** A question has changed; `known`: how the board was before. */
  see(narrator: Narrator, question: BoardQuestion, known: readonly BoardQuestion[]): void {
    const before = known.find(({ id }) => id === question.id);
    const answered = (question.state === 'live' || question.state === 'written') && question.merged_into === null;
    if (!answered || (question.state === before?.state && question.answer === before.answer)) return;
    this.#answered.set(question.id, question);
    narrator.tell('questions', this.#line);
  }

  readonly #line: Line = (whole) => {
    const questions = [...this.#answered.values()];
    this.#answered.clear();
    const text = this.#words();
    if (text === undefined || questions.length === 0) return '';
    if (!whole && questions.length > READ_ALOUD) return text.answeredMany(questions.length);
    return questions.map((question) => text.answeredAloud(question.text, question.answer)).join(' ');
  };
}

const answers = new AnswerNews(() => textNow('questionBoard'));

/** The same on this page, whose board need not have been opened yet. The narrator is given, so that the page's first view
 * is not cut in pieces for it. */
export async function see(narrator: Narrator, question: BoardQuestion, known: readonly BoardQuestion[]): Promise<void> {
  await load(languageStore.getState().language, 'questionBoard');
  answers.see(narrator, question, known);
}
