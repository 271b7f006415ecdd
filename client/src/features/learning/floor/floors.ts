import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Floors as Snapshot, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import { attempt } from '../../media/attempt.ts';
import { noFloor, reduceFloor, restoreFloor, thinking, type FloorState } from './state.ts';

/** The longest question and the longest answer that the server takes, in characters. */
export const LONGEST = 500;
/** How long people may be given to think, in seconds. */
export const TIMES = [20, 40, 60, 120] as const;
/** So long before the time is over, what is written and not sent is sent, in milliseconds: it has to arrive in time. */
const LAST_MS = 1_500;

/** Questions with think time in one room. */
export class Floors implements RoomTool {
  readonly name = 'floor';
  readonly store: StoreApi<FloorState> = createStore<FloorState>(() => noFloor);
  readonly #room: Room;
  #end: ReturnType<typeof setTimeout> | null = null;

  constructor(room: Room) {
    this.#room = room;
    this.store.subscribe(({ floor }, before) => {
      if (floor !== before.floor) this.#awaitEnd();
    });
  }

  restore(snapshot: unknown): void {
    this.store.setState(restoreFloor(snapshot as Snapshot), true);
  }

  receive(event: ServerEvent): void {
    this.store.setState((state) => reduceFloor(state, event), true);
  }

  settled(): void {
    // Questions are asked and answered while connected, or not at all.
  }

  async open(question: string, seconds: number): Promise<void> {
    await this.#room.socket.request<'floor:open'>({ type: 'floor:open', question, seconds });
  }

  /** Gives a hand, a text or both, in place of what one gave before. */
  async give(hand: boolean, text: string): Promise<void> {
    const { floor } = this.store.getState();
    if (floor === null) return;
    await this.#room.socket.request<'floor:give'>({ type: 'floor:give', floor: floor.id, hand, text });
    if (this.draft(floor.id)?.trim() === text) this.keepDraft(floor.id, null);
  }

  /** What is written and not sent; it outlives a reload. */
  draft(floor: string): string | null {
    return kept(`floor.${floor}`);
  }

  keepDraft(floor: string, text: string | null): void {
    keep(`floor.${floor}`, text);
  }

  async toggleHand(): Promise<void> {
    const { own } = this.store.getState();
    if (thinking(this.store.getState()) !== null) await this.give(!(own?.hand ?? false), own?.text ?? '');
  }

  async reveal(floor: string): Promise<void> {
    await this.#room.socket.request<'floor:reveal'>({ type: 'floor:reveal', floor });
  }

  /** Gives the floor to a person, or to the next. */
  async call(floor: string, participant: string | null): Promise<void> {
    await this.#room.socket.request<'floor:call'>({ type: 'floor:call', floor, participant });
  }

  async close(floor: string): Promise<void> {
    await this.#room.socket.request<'floor:close'>({ type: 'floor:close', floor });
  }

  #awaitEnd(): void {
    if (this.#end !== null) clearTimeout(this.#end);
    this.#end = null;
    const floor = thinking(this.store.getState());
    if (floor === null) return;
    const offset = this.#room.store.getState().entered?.clockOffset ?? 0;
    const left = Date.parse(floor.ends_at) - offset - Date.now();
    if (left > 0) this.#end = setTimeout(() => this.#sendDraft(floor.id), Math.max(0, left - LAST_MS));
  }

  #sendDraft(floor: string): void {
    const { own } = this.store.getState();
    const draft = this.draft(floor)?.trim() ?? '';
    if (draft !== '' && draft !== own?.text) attempt(this.give(own?.hand ?? false, draft));
  }
}
