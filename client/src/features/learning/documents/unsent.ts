import { isPassing } from '../../../core/faults.ts';
import { RequestError } from '../../../core/socket.ts';
import { keep, kept, keptKeys } from '../../../core/tabStorage.ts';

/** What could not be sent just now is tried again after so long, in milliseconds. */
const AGAIN = 1_000;

/** Between the pieces of one document, as they are kept: base 64 has none of these. */
const SEPARATOR = ' ';

/**
 * What was written in documents of one kind and is not acknowledged yet. It outlives the view and a reload: while a
 * document is open its view sends it; afterwards it is sent from here, at once or as the room is joined again.
 */
export class Unsent {
  readonly #prefix: string;
  readonly #write: (id: string, payload: Uint8Array) => Promise<unknown>;
  readonly #refused: (fault: unknown) => void;
  readonly #pieces = new Map<string, readonly string[]>();
  readonly #open = new Set<string>();
  readonly #sending = new Set<string>();

  /** `prefix` tells the kind and the room; `refused` hears why something was not taken and is gone. */
  constructor(
    prefix: string,
    write: (id: string, payload: Uint8Array) => Promise<unknown>,
    refused: (fault: unknown) => void,
  ) {
    this.#prefix = `${prefix}.`;
    this.#write = write;
    this.#refused = refused;
    for (const key of keptKeys(this.#prefix)) {
      this.#pieces.set(key.slice(this.#prefix.length), kept(key)?.split(SEPARATOR) ?? []);
    }
  }

  /** A view opens: from here on it sends what there is, which comes back. */
  take(id: string): Uint8Array[] {
    this.#open.add(id);
    return (this.#pieces.get(id) ?? []).map(decoded);
  }

  save(id: string, pieces: readonly Uint8Array[]): void {
    this.#keep(id, pieces.map(encoded));
  }

  /** The view is closed: what it has not sent is sent from here. */
  give(id: string): void {
    this.#open.delete(id);
    void this.#send(id);
  }

  /** Sends what there is of documents that are not open. */
  sendAll(): void {
    for (const id of this.#pieces.keys()) void this.#send(id);
  }

  async #send(id: string): Promise<void> {
    if (this.#sending.has(id)) return;
    this.#sending.add(id);
    try {
      for (let piece = this.#next(id); piece !== undefined; piece = this.#next(id)) {
        if (!(await this.#sendPiece(id, piece))) return;
      }
    } finally {
      this.#sending.delete(id);
    }
  }

  #next(id: string): string | undefined {
    return this.#open.has(id) ? undefined : this.#pieces.get(id)?.[0];
  }

  /** False where it has to wait: for the line, or for the document to be opened, which gets what is missing. */
  async #sendPiece(id: string, piece: string): Promise<boolean> {
    try {
      await this.#write(id, decoded(piece));
    } catch (fault) {
      if (!(fault instanceof RequestError)) return false;
      const { code } = fault;
      if (code === 'disconnected' || code === 'update_behind') return false;
      if (isPassing(code) || code === 'internal_error') {
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
        return true;
      }
      if (this.#next(id) !== piece) return true;
      this.#keep(id, []);
      this.#refused(fault);
      return false;
    }
    if (this.#next(id) === piece) this.#keep(id, (this.#pieces.get(id) ?? []).slice(1));
    return true;
  }

  #keep(id: string, pieces: readonly string[]): void {
    if (pieces.length === 0) this.#pieces.delete(id);
    else this.#pieces.set(id, pieces);
    keep(this.#prefix + id, pieces.length === 0 ? null : pieces.join(SEPARATOR));
  }
}

function decoded(piece: string): Uint8Array {
  return Uint8Array.from(atob(piece), (letter) => letter.charCodeAt(0));
}

function encoded(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
