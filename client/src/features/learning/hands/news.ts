import type { Hand, HandDown } from '../../../core/protocol.gen.ts';
import { Gathering, type Narrator } from '../../media/narrator.ts';
import { placeOf, type HandsState } from './state.ts';

/** More than this at once are a number, unless everything is wished for. */
const NAMED = 2;

export interface HandWords {
  announced: (names: readonly string[]) => string;
  raised: (place: number) => string;
  place: (place: number) => string;
  allDown: (count: number) => string;
  downOf: Record<HandDown['why'], (name: string) => string>;
}

/** Has read aloud what happens in the queue: to staff who comes into it and whose turn ends by itself, to everyone
 * which place they have. */
export class HandNews {
  readonly #aloud: Gathering<HandDown | null>;
  #known: ReadonlySet<string> | null = null;
  #fresh: Hand[] = [];
  #state: HandsState | null = null;
  #self = '';
  #place: number | null = null;
  #told: number | null = null;

  constructor(narrator: Narrator, words: () => HandWords) {
    this.#aloud = new Gathering<HandDown | null>(narrator, 'hands', (news, whole) => this.#line(words(), news, whole));
  }

  /** Takes the queue as it is now. */
  see(state: HandsState, self: string, staff: boolean): void {
    const known = this.#known;
    this.#known = new Set(state.hands.map(({ id }) => id));
    this.#state = state;
    this.#self = self;
    this.#place = placeOf(state, self);
    if (this.#place === null) this.#told = null;
    if (known === null) {
      this.#told = this.#place;
      return;
    }
    if (staff)
      this.#fresh.push(...state.hands.filter(({ id, participant_id }) => !known.has(id) && participant_id !== self));
    if (this.#fresh.length > 0 || this.#place !== this.#told) this.#aloud.add(null);
  }

  /** A hand that went down by itself. */
  ended(down: HandDown): void {
    this.#aloud.add(down);
  }

  #line(words: HandWords, news: readonly (HandDown | null)[], whole: boolean): string {
    const up = new Set(this.#state?.hands.map(({ id }) => id));
    const names = this.#fresh.filter(({ id }) => up.has(id)).map(({ name }) => name);
    this.#fresh = [];
    const sentences: string[] = [];
    // Whoever has the floor is told so by the card on the stage.
    if (this.#place !== null && this.#place > 0 && this.#place !== this.#told) {
      sentences.push(this.#told === null ? words.raised(this.#place) : words.place(this.#place));
    }
    this.#told = this.#place;
    if (names.length > 0)
      sentences.push(...(whole ? names.map((name) => words.announced([name])) : [words.announced(names)]));
    const downs = news.flatMap((each) => (each === null || each.hand.participant_id === this.#self ? [] : [each]));
    if (downs.length > NAMED && !whole) sentences.push(words.allDown(downs.length));
    else sentences.push(...downs.map((down) => words.downOf[down.why](down.hand.name)));
    return sentences.join(' ');
  }
}
