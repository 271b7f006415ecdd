import type { QuizInfo } from '../../../core/protocol.gen.ts';
import { textNow } from '../../../i18n/index.ts';
import { Gathering, narrator, type Narrator } from '../../media/narrator.ts';

export interface ReleaseWords {
  released: (title: string) => string;
  releasedMany: (count: number) => string;
}

/** Has read aloud, with what else happens, that what came of quizzes can be seen. */
export class ReleaseNews {
  readonly #aloud: Gathering<QuizInfo>;

  constructor(narrator: Narrator, words: () => ReleaseWords | undefined) {
    this.#aloud = new Gathering<QuizInfo>(narrator, 'quizzes', (quizzes, whole) => {
      const text = words();
      const titles = [...new Map(quizzes.map(({ id, title }) => [id, title])).values()];
      if (text === undefined) return '';
      if (!whole && titles.length > 1) return text.releasedMany(titles.length);
      return titles.map((title) => text.released(title)).join(' ');
    });
  }

  /** A quiz has changed; `known`: how the quizzes were before. */
  see(quiz: QuizInfo, known: readonly QuizInfo[]): void {
    const before = known.find(({ id }) => id === quiz.id);
    if (quiz.released !== null && quiz.released !== (before?.released ?? null)) this.#aloud.add(quiz);
  }
}

/** Those of this page. */
export const releases = new ReleaseNews(narrator, () => textNow('quiz'));
