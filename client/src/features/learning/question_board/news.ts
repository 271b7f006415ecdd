import type { BoardQuestion } from '../../../core/protocol.gen.ts';
import { textNow } from '../../../i18n/index.ts';
import { languageStore, load } from '../../../i18n/language.ts';
import { Gathering, narrator, type Narrator } from '../../media/narrator.ts';

export interface AnswerWords {
  answeredAloud: (question: string, answer: string) => string;
  answeredMany: (count: number) => string;
}

/** More than this is told as a number, unless everything is wished for: a question with its answer is long to hear. */
const READ_ALOUD = 1;

/** Has read aloud, with what else happens, which questions of the board were answered. */
export class AnswerNews {
  readonly #aloud: Gathering<BoardQuestion>;

  constructor(narrator: Narrator, words: () => AnswerWords | undefined) {
    this.#aloud = new Gathering<BoardQuestion>(narrator, 'questions', (questions, whole) => {
      const text = words();
      const last = [...new Map(questions.map((question) => [question.id, question])).values()];
      if (text === undefined) return '';
      if (!whole && last.length > READ_ALOUD) return text.answeredMany(last.length);
      return last.map((question) => text.answeredAloud(question.text, question.answer)).join(' ');
    });
  }

  /** A question has changed; `known`: how the board was before. */
  see(question: BoardQuestion, known: readonly BoardQuestion[]): void {
    const before = known.find(({ id }) => id === question.id);
    const answered = (question.state === 'live' || question.state === 'written') && question.merged_into === null;
    if (answered && (question.state !== before?.state || question.answer !== before.answer)) this.#aloud.add(question);
  }
}

const answers = new AnswerNews(narrator, () => textNow('questionBoard'));

/** The same on this page, whose board need not have been opened yet. */
export async function see(question: BoardQuestion, known: readonly BoardQuestion[]): Promise<void> {
  await load(languageStore.getState().language, 'questionBoard');
  answers.see(question, known);
}
