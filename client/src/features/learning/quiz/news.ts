import type { QuizInfo } from '../../../core/protocol.gen.ts';
import type { Line, Narrator } from '../../media/narrator.ts';

export interface ReleaseWords {
  released: (title: string) => string;
  releasedMany: (count: number) => string;
}

/** Has read aloud, with what else happens, that what came of quizzes can be seen. */
export class ReleaseNews {
  #words: ReleaseWords | null = null;
  /** Titles by id. */
  readonly #released = new Map<string, string>();

  /** A quiz has changed; `known`: how the quizzes were before. */
  see(narrator: Narrator, words: ReleaseWords, quiz: QuizInfo, known: readonly QuizInfo[]): void {
    const before = known.find(({ id }) => id === quiz.id);
    if (quiz.released === null || quiz.released === (before?.released ?? null)) return;
    this.#words = words;
    this.#released.set(quiz.id, quiz.title);
    narrator.tell('quizzes', this.#line);
  }

  readonly #line: Line = (whole) => {
    const titles = [...this.#released.values()];
    this.#released.clear();
    const text = this.#words;
    if (text === null || titles.length === 0) return '';
    if (!whole && titles.length > 1) return text.releasedMany(titles.length);
    return titles.map((title) => text.released(title)).join(' ');
  };
}

/** Those of this page. What they need is given: the page's first view would be cut in pieces for code that is shared. */
export const releases = new ReleaseNews();
