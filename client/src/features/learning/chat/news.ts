import type { Message } from '../../../core/protocol.gen.ts';
import { Gathering, type Narrator } from '../../media/narrator.ts';

/** More than this at once is told as a number, unless everything is wished for. */
const READ_ALOUD = 2;

export interface NewsWords {
  announced: (name: string, message: string) => string;
  newMessages: (count: number) => string;
}

/** Finds what is new in the chat, each message once, and has it read aloud with what else happens. */
export class ChatNews {
  readonly #aloud: Gathering<Message>;
  /** The newest that is known; null before the chat was seen at all. */
  #last: string | null = null;
  #gone: ReadonlySet<string> = new Set();

  constructor(narrator: Narrator, words: () => NewsWords) {
    this.#aloud = new Gathering<Message>(narrator, 'chat', (messages, whole) => {
      const text = words();
      const there = messages.filter(({ id }) => !this.#gone.has(id));
      if (there.length === 0) return '';
      if (!whole && there.length > READ_ALOUD) return text.newMessages(there.length);
      return there.map(({ name, text: message }) => text.announced(name, message)).join(' ');
    });
  }

  /** Takes all messages as they are now. Those of others that are new, oldest first. */
  see(messages: readonly Message[], selfId: string | null): readonly Message[] {
    const since = this.#last;
    this.#last = messages.reduce((newest, { id }) => (id > newest ? id : newest), since ?? '');
    this.#gone = new Set(messages.filter(({ deleted }) => deleted !== null).map(({ id }) => id));
    if (since === null) return [];
    const fresh = messages
      .filter(({ id, participant_id, deleted }) => id > since && participant_id !== selfId && deleted === null)
      // What is said to all groups is told by the group's card.
      .filter(({ broadcast }) => !broadcast)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#aloud.add(...fresh);
    return fresh;
  }
}
