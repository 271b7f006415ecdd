import { createStore } from 'zustand/vanilla';
import type {
  CellConflict,
  CellEntry,
  CellsChanged,
  CellView,
  GradebookView,
  LetterMove,
} from '../../../core/api.gen.ts';
import { NO_PAST, redone, undone, without, withStep, type Change, type Past } from './undo.ts';
import { putOf, samePut, supposed, type Put } from './values.ts';

/** Something that was typed and is not saved yet, over the version that was seen. */
interface Pending {
  columnId: string;
  studentId: string;
  version: number;
  put: Put;
}

export interface SheetState {
  book: GradebookView;
  /** By `keyOf`. */
  pending: ReadonlyMap<string, Pending>;
  past: Past;
  saving: boolean;
  /** Why the last attempt to save failed: what was typed is kept. */
  fault: unknown;
  conflicts: readonly CellConflict[];
  /** Others whose letters a change would move, until somebody says that it shall. */
  asking: readonly LetterMove[] | null;
}

export type Send = (entries: CellEntry[], preview: boolean) => Promise<CellsChanged>;

export const keyOf = (columnId: string, studentId: string): string => `${columnId}/${studentId}`;

/** A gradebook that is being edited: shows at once what was typed, saves it in order, and loses nothing. */
export class Sheet {
  readonly store;
  readonly #send: Send;
  #places = new Map<string, number>();
  #rows = new Map<string, number>();
  #agreed = false;

  constructor(book: GradebookView, send: Send) {
    this.#send = send;
    this.store = createStore<SheetState>(() => ({
      book,
      pending: new Map(),
      past: NO_PAST,
      saving: false,
      fault: null,
      conflicts: [],
      asking: null,
    }));
    this.#index(book);
  }

  /** The book as the server has it now. */
  refresh(book: GradebookView): void {
    if (book.version < this.#state.book.version) return;
    this.#index(book);
    this.store.setState({ book });
  }

  /** A cell as it is shown: with what was typed, saved or not. */
  cell(columnId: string, studentId: string): CellView | null {
    const saved = this.#saved(columnId, studentId);
    const pending = this.#state.pending.get(keyOf(columnId, studentId));
    return pending === undefined ? saved : supposed(saved, pending.put);
  }

  isFed(columnId: string): boolean {
    return this.#state.book.columns[this.#places.get(columnId) ?? -1]?.source !== 'entered';
  }

  /** Puts something into cells as one step. Says how many changed. */
  put(cells: readonly { columnId: string; studentId: string; put: Put }[]): number {
    const step = cells
      .map(({ columnId, studentId, put }) => ({
        columnId,
        studentId,
        before: this.#now(columnId, studentId),
        after: put,
      }))
      .filter(({ before, after }) => !samePut(before, after));
    if (step.length === 0) return 0;
    this.store.setState(({ past }) => ({ past: withStep(past, step) }));
    this.#type(step);
    return step.length;
  }

  /** Takes the last step back; null where there is none. */
  undo(): readonly Change[] | null {
    return this.#travel(undone(this.#state.past));
  }

  redo(): readonly Change[] | null {
    return this.#travel(redone(this.#state.past));
  }

  /** Saves what could not be saved. */
  retry(): void {
    this.store.setState({ fault: null });
    void this.#save();
  }

  /** Goes on although others are moved by it. */
  agree(): void {
    this.#agreed = true;
    this.store.setState({ asking: null });
    void this.#save();
  }

  /** Forgets what was not saved, and the steps that it was done by. */
  discard(): void {
    const lost = this.#state.pending;
    this.store.setState(({ past }) => ({
      pending: new Map(),
      fault: null,
      asking: null,
      past: without(past, ({ columnId, studentId }) => lost.has(keyOf(columnId, studentId))),
    }));
  }

  /** Puts one's own value over what somebody else has entered since, having seen that. */
  insist(conflict: CellConflict): void {
    this.leave(conflict);
    const { put, points, column_id: columnId, student_id: studentId } = conflict.yours;
    this.put([{ columnId, studentId, put: { put, points } }]);
  }

  leave(conflict: CellConflict): void {
    this.store.setState(({ conflicts }) => ({ conflicts: conflicts.filter((one) => one !== conflict) }));
  }

  get #state(): SheetState {
    return this.store.getState();
  }

  #saved(columnId: string, studentId: string): CellView | null {
    const student = this.#state.book.students[this.#rows.get(studentId) ?? -1];
    return student?.cells[this.#places.get(columnId) ?? -1] ?? null;
  }

  #now(columnId: string, studentId: string): Put {
    const pending = this.#state.pending.get(keyOf(columnId, studentId));
    return pending?.put ?? putOf(this.#saved(columnId, studentId), this.isFed(columnId));
  }

  #travel(found: { changes: readonly Change[]; past: Past } | null): readonly Change[] | null {
    if (found === null) return null;
    this.store.setState({ past: found.past });
    this.#type(found.changes);
    return found.changes;
  }

  #type(changes: readonly Change[]): void {
    const pending = new Map(this.#state.pending);
    for (const { columnId, studentId, after } of changes) {
      const key = keyOf(columnId, studentId);
      const version = pending.get(key)?.version ?? this.#saved(columnId, studentId)?.version ?? 0;
      pending.set(key, { columnId, studentId, version, put: after });
    }
    this.store.setState({ pending });
    void this.#save();
  }

  /** One request at a time, with all that has been typed until then. */
  async #save(): Promise<void> {
    const { saving, pending, asking, fault } = this.#state;
    if (saving || pending.size === 0 || asking !== null || fault !== null) return;
    this.store.setState({ saving: true });
    const sent = new Map(pending);
    const entries = [...sent.values()].map(({ columnId, studentId, version, put }) => ({
      column_id: columnId,
      student_id: studentId,
      version,
      put: put.put,
      points: put.points,
    }));
    try {
      if (this.#state.book.totals.quotas.length > 0 && !this.#agreed) {
        const { moves } = await this.#send(entries, true);
        const pushed = moves.filter((move) => move.pushed);
        if (pushed.length > 0) {
          this.store.setState({ saving: false, asking: pushed });
          return;
        }
      }
      const changed = await this.#send(entries, false);
      this.#agreed = false;
      this.#take(changed, sent);
    } catch (error) {
      this.store.setState({ saving: false, fault: error });
      return;
    }
    await this.#save();
  }

  /** What came of saving. What has been typed meanwhile is over what is there now. */
  #take({ version, cells, conflicts, students, totals }: CellsChanged, sent: ReadonlyMap<string, Pending>): void {
    const { book, pending, past } = this.#state;
    const news = new Map([
      ...cells.map((one) => [keyOf(one.column_id, one.student_id), one.cell] as const),
      ...conflicts.map((one) => [keyOf(one.column_id, one.student_id), one.current] as const),
    ]);
    const left = new Map<string, Pending>();
    for (const [key, one] of pending) {
      if (sent.get(key) === one) continue;
      left.set(key, { ...one, version: news.get(key)?.version ?? one.version });
    }
    const refused = new Set(conflicts.map((one) => keyOf(one.column_id, one.student_id)));
    const rows = new Map<string, (readonly [number, CellView])[]>();
    for (const one of [...cells, ...conflicts.map((each) => ({ ...each, cell: each.current }))]) {
      const place = this.#places.get(one.column_id);
      if (place !== undefined) rows.set(one.student_id, [...(rows.get(one.student_id) ?? []), [place, one.cell]]);
    }
    const next = book.students.map((student) => {
      const changes = rows.get(student.id);
      const own = students[student.id] ?? student.totals;
      const same = JSON.stringify(own) === JSON.stringify(student.totals);
      if (changes === undefined) return same ? student : { ...student, totals: own };
      const mine = [...student.cells];
      for (const [place, cell] of changes) mine[place] = cell;
      return { ...student, cells: mine, totals: own };
    });
    this.store.setState({
      book: { ...book, version: Math.max(version, book.version), students: next, totals },
      pending: left,
      saving: false,
      conflicts: [
        ...this.#state.conflicts.filter((one) => !news.has(keyOf(one.column_id, one.student_id))),
        ...conflicts,
      ],
      past: without(past, ({ columnId, studentId }) => refused.has(keyOf(columnId, studentId))),
    });
  }

  #index({ columns, students }: GradebookView): void {
    this.#places = new Map(columns.map(({ id }, place) => [id, place]));
    this.#rows = new Map(students.map(({ id }, place) => [id, place]));
  }
}
