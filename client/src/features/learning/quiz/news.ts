import type { QuizInfo } from '../../../core/protocol.gen.ts';
import { textNow } from '../../../i18n/index.ts';
import type { Line, Narrator } from '../../media/narrator.ts';

export interface ReleaseWords {
  released: (title: string) => string;
  releasedMany: (count: number) => string;
}

/** Has read aloud, with what else happens, that what came of quizzes can be seen. */
export class ReleaseNews {
  readonly #words: () => ReleaseWords | undefined;
  /** Titles by id. */
  readonly #released = new Map<string, string>();

  constructor(words: () => ReleaseWords | undefined) {
    this.#words = words;
  }

  /** A quiz has changed; `known`: how the quizzes were before. */
  see(narrator: Narrator, quiz: QuizInfo, known: readonly QuizInfo[]): void {
    const before = known.find(({ id }) => id === quiz.id);
    if (quiz.released === null || quiz.released === (before?.released ?? null)) return;
    this.#released.set(quiz.id, quiz.title);
    narrator.tell('quizzes', this.#line);
  }

  readonly #line: Line = (whole) => {
    const titles = [...this.#released.values()];
    this.#released.clear();
    const text = this.#words();
    if (text === undefined || titles.length === 0) return '';
    if (!whole && titles.length > 1) return text.releasedMany(titles.length);
    return titles.map((title) => text.released(title)).join(' ');
  };
}

/** Those of this page. The narrator is given, so that the page's first view is not cut in pieces for it. */
export const releases = new ReleaseNews(() => textNow('quiz'));
