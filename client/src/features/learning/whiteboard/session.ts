import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ParticipantPointer, Pointer, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { DocumentSession } from '../documents/session.ts';
import type { Unsent } from '../documents/unsent.ts';
import { unpack } from '../documents/updates.ts';
import { BoardDocument } from './document.ts';

/** How often one's pointer is told, in milliseconds. */
const PERIOD = 100;

/** A pointer that has not moved for so long is gone, in milliseconds. */
const POINTER_REST = 6_000;

/** So much of another's laser, and of a stroke that they draw, is seen. */
const LASER_POINTS = 40;
const STROKE_POINTS = 2_000;

const UNWANTED = new Set([
  'board_closed',
  'observers_do_not_draw',
  'exam_mode',
  'not_your_client',
  'bad_update',
  'whiteboard_full',
]);

/** One board that is open: its document, and where others point. */
export class BoardSession extends DocumentSession<BoardDocument> {
  readonly pointers: StoreApi<ReadonlyMap<string, Pointer>> = createStore<ReadonlyMap<string, Pointer>>(
    () => new Map(),
  );
  readonly board: string;
  readonly #room: Room;
  #pointer: Pointer | null = null;
  #pointing = false;
  readonly #gone = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(room: Room, board: string, unsent: Unsent) {
    const { socket } = room;
    super({
      id: board,
      unsent,
      unwanted: UNWANTED,
      missing: 'no_such_board',
      make: (onChange) => new BoardDocument(onChange),
      open: async (vector) => {
        const opened = await socket.request<'whiteboard:sync'>({ type: 'whiteboard:sync', board, payload: vector });
        return { payload: opened.payload, mayWrite: opened.may_draw, people: opened.people };
      },
      write: (payload) => socket.request<'whiteboard:draw'>({ type: 'whiteboard:draw', board, payload }),
      leave: () => socket.request<'whiteboard:leave'>({ type: 'whiteboard:leave', board }),
    });
    this.#room = room;
    this.board = board;
  }

  reconnected(): void {
    void this.sync();
  }

  receive(event: ServerEvent): void {
    if (event.type === 'whiteboard:update' && event.board === this.board) {
      this.document.receive(unpack(event.payload));
    } else if (event.type === 'whiteboard:pointers' && event.board === this.board) {
      this.#point(event.pointers);
    } else if (event.type === 'whiteboard:settings' && event.board === this.board) {
      void this.sync();
    }
  }

  /** Tells the others where one points, at most so often; the points of a trail that came meanwhile go together. */
  point(pointer: Pointer): void {
    const before = this.#pointer;
    const goesOn = before !== null && before.tool === pointer.tool && before.page === pointer.page;
    this.#pointer = goesOn ? { ...pointer, trail: [...before.trail, ...pointer.trail].slice(-120) } : pointer;
    if (this.#pointing) return;
    this.#pointing = true;
    setTimeout(() => void this.#sendPointer(), PERIOD);
  }

  override close(): void {
    for (const timer of this.#gone.values()) clearTimeout(timer);
    super.close();
  }

  #takePointer(): Pointer | null {
    const pointer = this.#pointer;
    this.#pointer = null;
    return pointer;
  }

  async #sendPointer(): Promise<void> {
    const pointer = this.#takePointer();
    if (pointer !== null && !this.closed && this.store.getState().phase === 'open') {
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
