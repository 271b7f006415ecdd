import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BoardState, ParticipantPointer, Pointer, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { RequestError } from '../../../core/socket.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import { BoardDocument, mergeUpdates, unpack } from './document.ts';

export interface SessionState {
  /** `offline`: drawn on all the same; it is sent when the line is back. */
  phase: 'opening' | 'open' | 'offline' | 'refused';
  /** Why it is refused, or why what was drawn last was not kept. */
  fault: RequestError | null;
  mayDraw: boolean;
  people: Readonly<Record<string, string>>;
  document: BoardDocument;
}

/** How often what is drawn is sent, in milliseconds. */
const PERIOD = 50;

/** So much goes in one frame. */
const FRAME_BYTES = 128 * 1024;

/** A pointer that has not moved for so long is gone, in milliseconds. */
const POINTER_REST = 6_000;

/** So much of another's laser, and of a stroke that they draw, is seen. */
const LASER_POINTS = 40;
const STROKE_POINTS = 2_000;

/** What says that this person's drawing is not wanted: it is on no other screen, and goes from this one. */
const UNWANTED = new Set(['board_closed', 'observers_do_not_draw', 'exam_mode', 'not_your_client', 'bad_update']);

/** One board that is open: its document, what of it is still to be sent, and where others point. */
export class BoardSession {
  readonly store: StoreApi<SessionState>;
  readonly pointers: StoreApi<ReadonlyMap<string, Pointer>> = createStore<ReadonlyMap<string, Pointer>>(
    () => new Map(),
  );
  readonly board: string;
  readonly #room: Room;
  readonly #key: string;
  #unsent: Uint8Array[] = [];
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;
  #pointer: Pointer | null = null;
  #pointing = false;
  readonly #gone = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(room: Room, board: string) {
    this.#room = room;
    this.board = board;
    this.#key = `board.${board}`;
    this.store = createStore<SessionState>(() => ({
      phase: 'opening',
      fault: null,
      mayDraw: false,
      people: {},
      document: this.#newDocument(),
    }));
    const left = kept(this.#key);
    if (left !== null) {
      // Drawn before a reload, and not acknowledged.
      const update = Uint8Array.from(atob(left), (letter) => letter.charCodeAt(0));
      this.#unsent = [update];
    }
    void this.#sync();
  }

  get document(): BoardDocument {
    return this.store.getState().document;
  }

  reconnected(): void {
    void this.#sync();
  }

  receive(event: ServerEvent): void {
    if (event.type === 'whiteboard:update' && event.board === this.board) {
      this.document.receive(unpack(event.payload));
    } else if (event.type === 'whiteboard:pointers' && event.board === this.board) {
      this.#point(event.pointers);
    } else if (event.type === 'whiteboard:settings' && event.board === this.board) {
      void this.#sync();
    }
  }

  /** Tells the others where one points, at most so often; the points of a trail that came meanwhile go together. */
  point(pointer: Pointer): void {
    const before = this.#pointer;
    const goesOn = before !== null && before.tool === pointer.tool && before.page === pointer.page;
    this.#pointer = goesOn ? { ...pointer, trail: [...before.trail, ...pointer.trail].slice(-120) } : pointer;
    if (this.#pointing) return;
    this.#pointing = true;
    setTimeout(() => void this.#sendPointer(), PERIOD * 2);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const timer of this.#gone.values()) clearTimeout(timer);
    this.#room.socket
      .request<'whiteboard:leave'>({ type: 'whiteboard:leave', board: this.board })
      .catch(() => undefined);
    this.document.destroy();
  }

  #newDocument(): BoardDocument {
    return new BoardDocument((update) => {
      this.#unsent.push(update);
      this.#save();
      this.#schedule();
    });
  }

  async #sync(): Promise<void> {
    let state: BoardState;
    try {
      state = await this.#room.socket.request<'whiteboard:sync'>({
        type: 'whiteboard:sync',
        board: this.board,
        payload: this.document.vector(),
      });
    } catch (fault) {
      this.#failed(fault);
      return;
    }
    if (this.#closed) return;
    this.document.receive([state.payload, ...this.#unsent]);
    this.store.setState({ phase: 'open', mayDraw: state.may_draw, people: state.people });
    this.#schedule();
  }

  #failed(fault: unknown): void {
    const error = fault instanceof RequestError ? fault : new RequestError('client_fault');
    if (error.code === 'disconnected') this.store.setState({ phase: 'offline' });
    else if (error.code === 'rate_limited') setTimeout(() => this.#closed || void this.#sync(), 2_000);
    else this.store.setState({ phase: 'refused', fault: error });
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
    const first = this.#unsent.slice(0, count);
    try {
      const payload = joined(first);
      await this.#room.socket.request<'whiteboard:draw'>({
        type: 'whiteboard:draw',
        board: this.board,
        payload,
      });
      this.#unsent.splice(0, count);
      this.#save();
    } catch (fault) {
      await this.#refused(fault);
    } finally {
      this.#sending = false;
    }
    this.#schedule();
  }

  #fitting(): number {
    let size = 0;
    let count = 0;
    for (const update of this.#unsent) {
      size += update.length;
      if (count > 0 && size > FRAME_BYTES) break;
      count += 1;
    }
    return count;
  }

  async #refused(fault: unknown): Promise<void> {
    const code = fault instanceof RequestError ? fault.code : '';
    if (code === 'disconnected') {
      this.store.setState({ phase: 'offline' });
    } else if (UNWANTED.has(code) || code === 'whiteboard_full' || code === 'too_large') {
      const before = this.document;
      this.#unsent = [];
      this.#save();
      this.store.setState({ document: this.#newDocument(), fault: fault as RequestError });
      before.destroy();
      await this.#sync();
    } else if (code === 'board_behind') {
      await this.#sync();
    } else {
      // Not just now, or too often: the same again in a moment.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }

  #save(): void {
    if (this.#unsent.length === 0) {
      keep(this.#key, null);
      return;
    }
    const bytes = joined(this.#unsent);
    keep(this.#key, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
  }

  #takePointer(): Pointer | null {
    const pointer = this.#pointer;
    this.#pointer = null;
    return pointer;
  }

  async #sendPointer(): Promise<void> {
    const pointer = this.#takePointer();
    if (pointer !== null && !this.#closed && this.store.getState().phase === 'open') {
      // The next one tells more than this one sent again would.
      await this.#room.socket
        .request<'whiteboard:point'>({ type: 'whiteboard:point', board: this.board, pointer })
        .catch(() => undefined);
    }
    this.#pointing = false;
    const next = this.#takePointer();
    if (next !== null) this.point(next);
  }

  #point(told: readonly ParticipantPointer[]): void {
    const self = this.#room.store.getState().entered?.selfId;
    const pointers = new Map(this.pointers.getState());
    for (const { participant_id: id, pointer } of told) {
      if (id === self) continue;
      clearTimeout(this.#gone.get(id));
      if (pointer.tool === 'away') {
        pointers.delete(id);
        continue;
      }
      const before = pointers.get(id);
      const goesOn = pointer.tool !== 'pointer' && before?.tool === pointer.tool && before.page === pointer.page;
      const kept = pointer.tool === 'laser' ? LASER_POINTS : STROKE_POINTS;
      pointers.set(id, goesOn ? { ...pointer, trail: [...before.trail, ...pointer.trail].slice(-kept) } : pointer);
      this.#gone.set(
        id,
        setTimeout(() => {
          const rest = new Map(this.pointers.getState());
          rest.delete(id);
          this.pointers.setState(rest, true);
        }, POINTER_REST),
      );
    }
    this.pointers.setState(pointers, true);
  }
}

function joined(updates: readonly Uint8Array[]): Uint8Array {
  const [only] = updates;
  return updates.length === 1 && only !== undefined ? only : mergeUpdates(updates);
}
