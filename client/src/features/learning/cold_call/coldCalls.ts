import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ColdCalls as Snapshot, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import { noCall, reduceCall, restoreCall, type ColdCallState } from './state.ts';

/** The longest answer in writing that the server takes, in characters. */
export const LONGEST = 1000;

/** Calls on people in one room. */
export class ColdCalls implements RoomTool {
  readonly name = 'cold_call';
  readonly store: StoreApi<ColdCallState> = createStore<ColdCallState>(() => noCall);
  readonly sessionId: string;
  readonly #room: Room;

  constructor(room: Room, sessionId: string) {
    this.#room = room;
    this.sessionId = sessionId;
  }

  restore(snapshot: unknown): void {
    this.store.setState(restoreCall(snapshot as Snapshot), true);
  }

  receive(event: ServerEvent): void {
    this.store.setState((state) => reduceCall(state, event), true);
  }

  settled(): void {
    // People are called while connected, or not at all.
  }

  async draw(): Promise<void> {
    await this.#room.socket.request<'cold_call:draw'>({ type: 'cold_call:draw' });
  }

  async call(call: string, seconds: number): Promise<void> {
    await this.#room.socket.request<'cold_call:call'>({ type: 'cold_call:call', call, seconds });
  }

  async end(call: string): Promise<void> {
    await this.#room.socket.request<'cold_call:end'>({ type: 'cold_call:end', call });
  }

  async pass(call: string): Promise<void> {
    await this.#room.socket.request<'cold_call:pass'>({ type: 'cold_call:pass', call });
  }

  async write(call: string, text: string): Promise<void> {
    await this.#room.socket.request<'cold_call:write'>({ type: 'cold_call:write', call, text });
    this.keepDraft(call, null);
  }

  /** What is written and not sent; it outlives a reload. */
  draft(call: string): string {
    return kept(`cold_call.${call}`) ?? '';
  }

  keepDraft(call: string, text: string | null): void {
    keep(`cold_call.${call}`, text);
  }
}
