import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Floors as Snapshot, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import { noFloor, reduceFloor, restoreFloor, thinking, type FloorState } from './state.ts';

/** The longest question and the longest answer that the server takes, in characters. */
export const LONGEST = 500;
/** How long people may be given to think, in seconds. */
export const TIMES = [20, 40, 60, 120] as const;

/** Questions with think time in one room. */
export class Floors implements RoomTool {
  readonly name = 'floor';
  readonly store: StoreApi<FloorState> = createStore<FloorState>(() => noFloor);
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
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
}
