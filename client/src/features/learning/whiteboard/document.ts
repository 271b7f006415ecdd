import * as Y from 'yjs';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { uuid } from '../../../core/uuid.ts';
import type { SharedDocument } from '../documents/session.ts';
import { spliceOf } from '../documents/splice.ts';
import type { BoardObject, BoardPage, Fields, Kind, Template } from './types.ts';

export interface DocumentState {
  objects: ReadonlyMap<string, BoardObject>;
  /** In their order. */
  pages: readonly BoardPage[];
  mayUndo: boolean;
  mayRedo: boolean;
}

/** What is taken back at once. */
type Step = Y.UndoManager['undoStack'][number];

/** Whose change a transaction is: the person's own, which they can undo, or the server's. */
const OWN = 'own';
const SERVER = 'server';

/** Changes of one person within so long are undone together, in milliseconds. */
const UNDO_TOGETHER = 400;

const EMPTY = new Uint8Array();

/** The document of one board as this browser has it. `onChange` hears of each update that is the person's own. */
export class BoardDocument implements SharedDocument {
  readonly store: StoreApi<DocumentState> = createStore<DocumentState>(() => ({
    objects: new Map(),
    pages: [],
    mayUndo: false,
    mayRedo: false,
  }));
  readonly #doc = new Y.Doc();
  readonly #objects = this.#doc.getMap<Y.Map<unknown>>('objects');
  readonly #pages = this.#doc.getMap<{ order: number; template: Template }>('pages');
  readonly #undo = new Y.UndoManager([this.#objects, this.#pages], {
    trackedOrigins: new Set([OWN]),
    captureTimeout: UNDO_TOGETHER,
    deleteFilter: (item) => !this.#isOthersToo(item),
  });
  /** The steps that were there as one of them began to be taken back, and where those are that are left. */
  #steps: { before: readonly Step[]; left: readonly Step[] } = { before: [], left: [] };

  constructor(onChange: (update: Uint8Array) => void) {
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== SERVER) onChange(update);
    });
    this.#objects.observeDeep((events) => this.#read(events));
    this.#pages.observe(() => this.store.setState({ pages: this.#readPages() }));
    const changed = () => this.store.setState({ mayUndo: this.#undo.canUndo(), mayRedo: this.#undo.canRedo() });
    this.#undo.on('stack-item-added', changed);
    this.#undo.on('stack-item-popped', changed);
    this.#undo.on('stack-cleared', changed);
  }

  /** What this browser has, for the server to say what it lacks. */
  vector(): Uint8Array {
    return Y.encodeStateVector(this.#doc);
  }

  receive(updates: readonly Uint8Array[]): void {
    this.#doc.transact(() => updates.forEach((update) => Y.applyUpdate(this.#doc, update, SERVER)), SERVER);
  }

  put(kind: Kind, by: string, fields: Fields & { page: string; x: number; y: number }): string {
    const id = uuid();
    const { text = '', ...rest } = fields;
    this.#change(() => {
      const object = new Y.Map<unknown>();
      const given = { kind, by, z: this.#top() + 1, ...rest };
      for (const [name, value] of Object.entries(given)) if (value !== null) object.set(name, value);
      object.set('text', new Y.Text(text));
      this.#objects.set(id, object);
    });
    return id;
  }

  patch(changes: ReadonlyMap<string, Fields>): void {
    this.#change(() => {
      for (const [id, fields] of changes) {
        const object = this.#objects.get(id);
        if (object === undefined) continue;
        for (const [name, value] of Object.entries(fields)) {
          if (value === null) object.delete(name);
          else object.set(name, value);
        }
      }
    });
  }

  /** Writes what is other than before, so that others may write in the same text. */
  write(id: string, text: string): void {
    const shared = this.#objects.get(id)?.get('text');
    if (!(shared instanceof Y.Text)) return;
    const splice = spliceOf(shared.toJSON(), text);
    if (splice === null) return;
    this.#change(() => {
      if (splice.removed > 0) shared.delete(splice.at, splice.removed);
      if (splice.inserted !== '') shared.insert(splice.at, splice.inserted);
    });
  }

  remove(ids: Iterable<string>): void {
    this.#change(() => {
      for (const id of ids) this.#objects.delete(id);
    });
  }

  /** Takes everything off a page; how many objects that were. */
  clearPage(page: string): number {
    const ids = [...this.#objects].flatMap(([id, object]) => (object.get('page') === page ? [id] : []));
    this.remove(ids);
    return ids.length;
  }

  addPage(after: number, template: Template): string {
    const id = uuid();
    const next = this.store.getState().pages.find(({ order }) => order > after)?.order ?? after + 2;
    this.#change(() => this.#pages.set(id, { order: (after + next) / 2, template }));
    return id;
  }

  setTemplate(page: BoardPage, template: Template): void {
    this.#change(() => this.#pages.set(page.id, { order: page.order, template }));
  }

  removePage(id: string): void {
    this.#change(() => {
      for (const [key, object] of this.#objects) if (object.get('page') === id) this.#objects.delete(key);
      this.#pages.delete(id);
    });
  }

  undo(): void {
    this.#steps = { before: [...this.#undo.undoStack], left: this.#undo.undoStack };
    this.#undo.undo();
  }

  redo(): void {
    this.#steps = { before: [...this.#undo.redoStack], left: this.#undo.redoStack };
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

  /** Whether an item is of an object that would go with this step, though somebody else has written in it. */
  #isOthersToo(item: Y.Item): boolean {
    const step = this.#steps.before[this.#steps.left.length];
    const object = item.parent === this.#objects ? madeBy(item) : this.#objectOf(item);
    return step !== undefined && object !== null && this.#made(step).has(object) && this.#hasOthers(object);
  }

  /** The objects that a step has made. */
  #made(step: Step): Set<Y.Map<unknown>> {
    const made = new Set<Y.Map<unknown>>();
    this.#doc.transact((transaction) => {
      Y.iterateDeletedStructs(transaction, step.insertions, (struct) => {
        // What was taken away and put back is another item than the one that was made.
        while (struct instanceof Y.Item && struct.redone !== null) struct = Y.getItem(this.#doc.store, struct.redone);
        if (!(struct instanceof Y.Item) || struct.parent !== this.#objects) return;
        const object = madeBy(struct);
        if (object !== null) made.add(object);
      });
    });
    return made;
  }

  #objectOf(item: Y.Item): Y.Map<unknown> | null {
    let type = item.parent instanceof Y.AbstractType ? item.parent : null;
    while (type !== null && type._item?.parent !== this.#objects) {
      const above = type._item?.parent;
      type = above instanceof Y.AbstractType ? above : null;
    }
    return type instanceof Y.Map ? type : null;
  }

  #hasOthers(object: Y.Map<unknown>): boolean {
    const isOthers = (item: Y.Item) => !item.deleted && item.id.client !== this.#doc.clientID;
    if ([...object._map.values()].some(isOthers)) return true;
    const text = object.get('text');
    for (let item = text instanceof Y.Text ? text._start : null; item !== null; item = item.right) {
      if (isOthers(item)) return true;
    }
    return false;
  }

  #change(act: () => void): void {
    this.#doc.transact(act, OWN);
  }

  #top(): number {
    let top = 0;
    for (const { z } of this.store.getState().objects.values()) top = Math.max(top, z);
    return top;
  }

  #read(events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void {
    const ids = new Set<string>();
    for (const event of events) {
      if (event.path.length > 0) ids.add(String(event.path[0]));
      else for (const id of event.changes.keys.keys()) ids.add(id);
    }
    const objects = new Map(this.store.getState().objects);
    for (const id of ids) {
      const object = this.#objects.get(id);
      const read = object instanceof Y.Map ? readObject(id, object) : null;
      if (read === null) objects.delete(id);
      else objects.set(id, read);
    }
    this.store.setState({ objects });
  }

  #readPages(): BoardPage[] {
    return [...this.#pages]
      .map(([id, page]) => ({ id, order: page.order, template: page.template }))
      .sort((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1));
  }
}

/** The object that an item of the map of objects is. */
function madeBy({ content }: Y.Item): Y.Map<unknown> | null {
  return content instanceof Y.ContentType && content.type instanceof Y.Map ? content.type : null;
}

/** An object, or null where it is none: what the server puts right is here for a moment. */
function readObject(id: string, map: Y.Map<unknown>): BoardObject | null {
  const value = map.toJSON() as { kind?: unknown; x?: unknown; y?: unknown };
  if (typeof value.kind !== 'string' || typeof value.x !== 'number' || typeof value.y !== 'number') return null;
  const defaults = {
    w: 0,
    h: 0,
    z: 0,
    color: '#1a1b1e',
    fill: null,
    size: 3,
    dash: false,
    points: EMPTY,
    text: '',
    start: null,
    end: null,
    src: null,
  };
  return { ...defaults, ...value, id } as unknown as BoardObject;
}
