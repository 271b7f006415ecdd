import type { Line, Narrator } from './narrator.ts';

interface Person {
  readonly id: string;
  readonly name: string;
}

/** The sentence of who came and who left, by name. `whole`: everybody is named. */
export type Words = (joined: readonly string[], left: readonly string[], whole: boolean) => string;

/** Gathers who comes and goes, to be told with what else happens. Who has gone again before it was told is not told of. */
export class Comings {
  readonly #narrator: Narrator;
  readonly #words: Words;
  #known: ReadonlyMap<string, string> | null = null;
  readonly #came = new Map<string, string>();
  readonly #went = new Map<string, string>();

  constructor(narrator: Narrator, words: Words) {
    this.#narrator = narrator;
    this.#words = words;
  }

  /** Who is there now, oneself left out. The first time is how it was when one came. */
  see(people: readonly Person[]): void {
    const before = this.#known;
    const now = new Map(people.map(({ id, name }) => [id, name]));
    this.#known = now;
    if (before === null) return;
    for (const [id, name] of now) if (!before.has(id) && !this.#went.delete(id)) this.#came.set(id, name);
    for (const [id, name] of before) if (!now.has(id) && !this.#came.delete(id)) this.#went.set(id, name);
    if (this.#came.size + this.#went.size > 0) this.#narrator.tell('people', this.#line);
  }

  readonly #line: Line = (whole) => {
    const joined = [...this.#came.values()];
    const left = [...this.#went.values()];
    this.#came.clear();
    this.#went.clear();
    return joined.length + left.length === 0 ? '' : this.#words(joined, left, whole);
  };
}
