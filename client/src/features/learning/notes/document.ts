import * as Y from 'yjs';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SharedDocument } from '../documents/session.ts';
import type { Splice } from '../documents/splice.ts';

export interface History {
  mayUndo: boolean;
  mayRedo: boolean;
}

/** Hears what the text has become by others, or by the person's own undoing: splices one after another. */
export type Listener = (splices: readonly Splice[], own: boolean) => void;

/** Whose change a transaction is: the person's own, which they can undo, or the server's. */
const OWN = 'own';
const SERVER = 'server';

/** What one writes within so long is undone together, in milliseconds. */
const UNDO_TOGETHER = 500;

/** The text of one note as this browser has it. `onChange` hears of each update that is the person's own. */
export class NoteDocument implements SharedDocument {
  readonly store: StoreApi<History> = createStore<History>(() => ({ mayUndo: false, mayRedo: false }));
  readonly #doc = new Y.Doc();
  readonly #text = this.#doc.getText('text');
  readonly #undo = new Y.UndoManager(this.#text, {
    trackedOrigins: new Set([OWN]),
    captureTimeout: UNDO_TOGETHER,
  });
  /** What has come while it was not to be shown; null: it is shown at once. */
  #held: Uint8Array[] | null = null;
  readonly #listeners = new Set<Listener>();

  constructor(onChange: (update: Uint8Array) => void) {
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== SERVER) onChange(update);
    });
    this.#text.observe(({ delta }, { origin }) => {
      if (origin === OWN) return;
      const splices = splicesOf(delta);
      for (const listener of this.#listeners) listener(splices, origin !== SERVER);
    });
    const changed = () => this.store.setState({ mayUndo: this.#undo.canUndo(), mayRedo: this.#undo.canRedo() });
    this.#undo.on('stack-item-added', changed);
    this.#undo.on('stack-item-popped', changed);
    this.#undo.on('stack-cleared', changed);
  }

  get text(): string {
    return this.#text.toJSON();
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the person has written. */
  write({ at, removed, inserted }: Splice): void {
    this.#doc.transact(() => {
      if (removed > 0) this.#text.delete(at, removed);
      if (inserted !== '') this.#text.insert(at, inserted);
    }, OWN);
  }

  /** From here on the text changes by the person alone, until `release`: others' changes wait. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.receive(held);
  }

  vector(): Uint8Array {
    return Y.encodeStateVector(this.#doc);
  }

  receive(updates: readonly Uint8Array[]): void {
    if (this.#held !== null) this.#held.push(...updates);
    else this.#doc.transact(() => updates.forEach((update) => Y.applyUpdate(this.#doc, update, SERVER)), SERVER);
  }

  undo(): void {
    this.#undo.undo();
  }

  redo(): void {
    this.#undo.redo();
  }

  /** What comes next is undone by itself. */
  endStep(): void {
    this.#undo.stopCapturing();
  }

  destroy(): void {
    this.#undo.destroy();
    this.#doc.destroy();
  }
}

type Delta = Y.YTextEvent['delta'];

function splicesOf(delta: Delta): Splice[] {
  const splices: Splice[] = [];
  let at = 0;
  for (const { retain, insert, delete: removed } of delta) {
    if (retain !== undefined) at += retain;
    if (removed !== undefined) splices.push({ at, removed, inserted: '' });
    if (typeof insert !== 'string') continue;
    splices.push({ at, removed: 0, inserted: insert });
    at += insert.length;
  }
  return splices;
}
