import { createStore, type StoreApi } from 'zustand/vanilla';
import { RequestError } from '../../../core/socket.ts';
import type { Unsent } from './unsent.ts';
import { mergeUpdates } from './updates.ts';

/** A document that people change together, as this browser has it. */
export interface SharedDocument {
  /** What this browser has, for the server to say what it lacks. */
  vector: () => Uint8Array;
  receive: (updates: readonly Uint8Array[]) => void;
  destroy: () => void;
}

export interface SessionState<D> {
  /** `offline`: written all the same; it is sent when the line is back. */
  phase: 'opening' | 'open' | 'offline' | 'refused';
  /** Why it is refused, or why what was written last was not kept. */
  fault: RequestError | null;
  mayWrite: boolean;
  people: Readonly<Record<string, string>>;
  document: D;
}

/** What the server says as a document is opened. */
export interface Opened {
  readonly payload: Uint8Array;
  readonly mayWrite: boolean;
  readonly people: Readonly<Record<string, string>>;
}

/** How documents of one kind are opened, written and left. */
export interface Means<D> {
  readonly id: string;
  /** Where what has not been sent is kept, and sent from once the document is closed. */
  readonly unsent: Unsent;
  /** Codes that say that what this person wrote is not wanted: it is on no other screen, and goes from this one. */
  readonly unwanted: ReadonlySet<string>;
  /** The code that says that there is no such document for this person. */
  readonly missing: string;
  readonly make: (onChange: (update: Uint8Array) => void) => D;
  readonly open: (vector: Uint8Array) => Promise<Opened>;
  readonly write: (payload: Uint8Array) => Promise<unknown>;
  readonly leave: () => Promise<unknown>;
}

/** How often what is written is sent, in milliseconds. */
const PERIOD = 50;

/** What could not be had or sent just now is tried again after so long, each time twice as long up to the limit. */
const AGAIN_FIRST = 1_000;
const AGAIN_LIMIT = 8_000;

/** Codes that refuse by right, whatever the kind of document. Every other fault passes. */
const REFUSALS: ReadonlySet<string> = new Set(['forbidden', 'exam_mode', 'session_ended']);

/** So much goes in one frame. */
const FRAME_BYTES = 128 * 1024;

/** One document that is open: what of it is still to be sent, and that nothing of it is lost on a broken line. */
export class DocumentSession<D extends SharedDocument> {
  readonly store: StoreApi<SessionState<D>>;
  readonly #means: Means<D>;
  #unsent: Uint8Array[] = [];
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #again: ReturnType<typeof setTimeout> | null = null;
  /** How often in a row it could not be opened. */
  #failures = 0;
  #closed = false;

  constructor(means: Means<D>) {
    this.#means = means;
    this.store = createStore<SessionState<D>>(() => ({
      phase: 'opening',
      fault: null,
      mayWrite: false,
      people: {},
      document: this.#make(),
    }));
    // Written before a reload, or as it was open before, and not acknowledged.
    this.#unsent = means.unsent.take(means.id);
    void this.sync();
  }

  get document(): D {
    return this.store.getState().document;
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#again !== null) clearTimeout(this.#again);
    this.#means.leave().catch(() => undefined);
    this.#means.unsent.give(this.#means.id);
    this.document.destroy();
  }

  /** Opens the document, or goes on with it after a break or a change of who writes. */
  async sync(): Promise<void> {
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
    let opened: Opened;
    try {
      opened = await this.#means.open(this.document.vector());
    } catch (fault) {
      this.#failed(fault);
      return;
    }
    if (this.#closed) return;
    this.#failures = 0;
    this.document.receive([opened.payload, ...this.#unsent]);
    this.store.setState({ phase: 'open', mayWrite: opened.mayWrite, people: opened.people });
    this.#schedule();
  }

  #make(): D {
    return this.#means.make((update) => {
      this.#unsent.push(update);
      this.#save();
      this.#schedule();
    });
  }

  #failed(fault: unknown): void {
    if (this.#closed) return;
    const error = fault instanceof RequestError ? fault : new RequestError('client_fault');
    if (error.code === 'disconnected') {
      this.store.setState({ phase: 'offline' });
    } else if (error !== fault || this.#refuses(error.code)) {
      this.store.setState({ phase: 'refused', fault: error });
    } else {
      const delay = Math.min(AGAIN_FIRST * 2 ** this.#failures, AGAIN_LIMIT);
      this.#failures += 1;
      this.#again = setTimeout(() => void this.sync(), delay);
    }
  }

  #refuses(code: string): boolean {
    return code === this.#means.missing || this.#means.unwanted.has(code) || REFUSALS.has(code);
  }

  #schedule(): void {
    if (this.#timer !== null || this.#sending || this.#unsent.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#send();
    }, PERIOD);
  }

  /** Sends what waits, in its order, one frame after another. What gets no answer stays, and the same again does no harm. */
  async #send(): Promise<void> {
    if (this.#closed || this.store.getState().phase !== 'open' || this.#unsent.length === 0) return;
    this.#sending = true;
    const count = this.#fitting();
    try {
      await this.#means.write(mergeUpdates(this.#unsent.slice(0, count)));
      if (this.closed) return;
      this.#unsent.splice(0, count);
      this.#save();
    } catch (fault) {
      await this.#refused(fault);
    } finally {
      this.#sending = false;
    }
    this.#schedule();
  }

  /** How many of the updates from one on go in one frame. */
  #fitting(from = 0): number {
    let size = 0;
    let count = 0;
    for (const update of this.#unsent.slice(from)) {
      size += update.length;
      if (count > 0 && size > FRAME_BYTES) break;
      count += 1;
    }
    return count;
  }

  async #refused(fault: unknown): Promise<void> {
    if (this.#closed) return;
    const code = fault instanceof RequestError ? fault.code : '';
    if (code === 'disconnected') {
      this.store.setState({ phase: 'offline' });
    } else if (this.#means.unwanted.has(code) || code === 'too_large') {
      const before = this.document;
      this.#unsent = [];
      this.#save();
      this.store.setState({ document: this.#make(), fault: fault as RequestError });
      before.destroy();
      await this.sync();
    } else if (code === 'update_behind') {
      await this.sync();
    } else if (this.#refuses(code)) {
      this.#failed(fault);
    } else {
      // Not just now, or too often: the same again in a moment.
      await new Promise((resolve) => setTimeout(resolve, AGAIN_FIRST));
    }
  }

  #save(): void {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < this.#unsent.length;) {
      const end = at + this.#fitting(at);
      pieces.push(mergeUpdates(this.#unsent.slice(at, end)));
      at = end;
    }
    if (!this.#sending) this.#unsent = pieces;
    this.#means.unsent.save(this.#means.id, pieces);
  }
}
