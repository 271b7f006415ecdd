import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HandDown, Hands as Snapshot, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import { handOf, noHands, reduceHands, restoreHands, type HandKind, type HandOrder, type HandsState } from './state.ts';

/** The longest line that the server takes, in characters. */
export const LONGEST = 200;
/** Usual lengths of a turn, and by how much one is made longer, in seconds. */
export const TURNS = [30, 60, 90, 120, 180, 300] as const;
export const MORE = 60;

/** The raised hands of one room. */
export class Hands implements RoomTool {
  readonly name = 'hands';
  readonly store: StoreApi<HandsState> = createStore<HandsState>(() => noHands);
  readonly #room: Room;
  readonly #listeners = new Set<(event: HandDown) => void>();

  constructor(room: Room) {
    this.#room = room;
  }

  get selfId(): string | null {
    return this.#room.store.getState().entered?.selfId ?? null;
  }

  restore(snapshot: unknown): void {
    this.store.setState(restoreHands(snapshot as Snapshot), true);
  }

  receive(event: ServerEvent): void {
    const before = this.store.getState();
    const after = reduceHands(before, event);
    if (after === before) return;
    this.store.setState(after, true);
    if (event.type === 'hand:down') for (const hear of this.#listeners) hear(event);
  }

  settled(): void {
    // Hands are asked for while connected, or not at all.
  }

  /** Calls `hear` when a hand goes down. */
  listen(hear: (event: HandDown) => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  async raise(kind: HandKind, text = ''): Promise<void> {
    await this.#room.socket.request<'hand:raise'>({ type: 'hand:raise', kind, text });
  }

  async lower(hand: string): Promise<void> {
    await this.#room.socket.request<'hand:lower'>({ type: 'hand:lower', hand });
  }

  async lowerOwn(): Promise<void> {
    const own = handOf(this.store.getState(), this.selfId);
    if (own !== null) await this.lower(own.id);
  }

  async lowerAll(): Promise<void> {
    await this.#room.socket.request<'hand:lower_all'>({ type: 'hand:lower_all' });
  }

  /** Gives the floor to a hand, or to the next. */
  async call(hand: string | null): Promise<void> {
    await this.#room.socket.request<'hand:call'>({ type: 'hand:call', hand });
  }

  async putBack(hand: string): Promise<void> {
    await this.#room.socket.request<'hand:restore'>({ type: 'hand:restore', hand });
  }

  /** Puts somebody into the queue, in the last place. */
  async put(participant: string): Promise<void> {
    await this.#room.socket.request<'hand:put'>({ type: 'hand:put', participant });
  }

  /** Gives somebody the floor, whether their hand is up or not. */
  async give(participant: string): Promise<void> {
    await this.#room.socket.request<'hand:give'>({ type: 'hand:give', participant });
  }

  /** Gives turns so many seconds, or no end. */
  async time(seconds: number | null): Promise<void> {
    await this.#room.socket.request<'hand:time'>({ type: 'hand:time', seconds });
  }

  async extend(seconds: number): Promise<void> {
    await this.#room.socket.request<'hand:extend'>({ type: 'hand:extend', seconds });
  }

  async sort(order: HandOrder): Promise<void> {
    await this.#room.socket.request<'hand:sort'>({ type: 'hand:sort', order });
  }
}
