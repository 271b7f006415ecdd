import type { Floor } from '../../../core/protocol.gen.ts';
import { Gathering, type Narrator } from '../../media/narrator.ts';
import { placeIn } from './state.ts';

export interface FloorWords {
  untitled: string;
  opened: (question: string) => string;
  shownAloud: (count: number) => string;
  place: (place: number) => string;
}

/** Has read aloud that everybody thinks, at once, and with what else happens what came of it. */
export class FloorNews {
  readonly #narrator: Narrator;
  readonly #words: () => FloorWords;
  readonly #aloud: Gathering<string>;
  #told: string | null = null;

  constructor(narrator: Narrator, words: () => FloorWords) {
    this.#narrator = narrator;
    this.#words = words;
    this.#aloud = new Gathering<string>(narrator, 'discussion', (lines) => lines.at(-1) ?? '');
  }

  /** Takes the question as it is now. */
  see(floor: Floor | null, self: string): void {
    const stage = floor === null ? '' : `${floor.id} ${floor.state}`;
    const before = this.#told;
    this.#told = stage;
    if (before === stage || floor === null) return;
    const words = this.#words();
    if (floor.state === 'thinking') this.#narrator.now('discussion', words.opened(floor.question || words.untitled));
    else if (floor.state === 'revealed' && before !== null) {
      const place = placeIn(floor, self);
      this.#aloud.add(
        [words.shownAloud(floor.entries.length), place === null ? '' : words.place(place)].filter(Boolean).join(' '),
      );
    }
  }
}
