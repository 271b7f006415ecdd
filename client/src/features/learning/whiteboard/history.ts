import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BoardChange } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';

/** So many changes come at once, where there are as many. */
const PAGE = 200;

export interface HistoryState {
  /** The newest first; null before the first have come. */
  changes: readonly BoardChange[] | null;
  people: Readonly<Record<string, string>>;
  /** There are older ones. */
  more: boolean;
}

/** What was changed on a board, read from the newest on, page by page. */
export class BoardHistory {
  readonly store: StoreApi<HistoryState> = createStore<HistoryState>(() => ({
    changes: null,
    people: {},
    more: false,
  }));
  readonly #room: Room;
  readonly #board: string;

  constructor(room: Room, board: string) {
    this.#room = room;
    this.#board = board;
  }

  /** The newest, then those before what is there. */
  async load(): Promise<void> {
    const before = this.store.getState().changes?.at(-1)?.at ?? null;
    const { changes, people } = await this.#room.socket.request<'whiteboard:history'>({
      type: 'whiteboard:history',
      board: this.#board,
      before,
    });
    this.store.setState((state) => ({
      changes: [...(state.changes ?? []), ...changes],
      people: { ...state.people, ...people },
      more: changes.length >= PAGE,
    }));
  }
}
