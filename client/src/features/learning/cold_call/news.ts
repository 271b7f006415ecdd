import type { ColdCall } from '../../../core/protocol.gen.ts';
import { Gathering, type Narrator } from '../../media/narrator.ts';

export interface CallWords {
  calledAloud: (name: string) => string;
  wrote: (name: string) => string;
}

/** Has read aloud to the class who is called, and that an answer came in writing. Whoever is called has a card of their
 * own, and of a pass nobody hears. */
export class CallNews {
  readonly #words: () => CallWords;
  readonly #aloud: Gathering<string>;
  #told: string | null = null;

  constructor(narrator: Narrator, words: () => CallWords) {
    this.#words = words;
    this.#aloud = new Gathering<string>(narrator, 'discussion', (lines) => lines.at(-1) ?? '');
  }

  /** Takes the call as it is now. */
  see(call: ColdCall | null, self: string): void {
    const stage = call === null ? '' : `${call.id} ${call.state}`;
    const before = this.#told;
    this.#told = stage;
    if (before === null || before === stage || call === null || call.participant_id === self) return;
    if (call.state === 'called') this.#aloud.add(this.#words().calledAloud(call.name));
    else if (call.state === 'written') this.#aloud.add(this.#words().wrote(call.name));
  }
}
