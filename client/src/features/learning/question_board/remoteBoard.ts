import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Board, BoardQuestion } from '../../../core/protocol.gen.ts';
import type { Api } from '../../../core/api.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import { draftKey, type BoardFace } from './board.ts';
import { emptyBoard, reduceBoard, type BoardState } from './state.ts';

/** The question board of a session for somebody who is not in its room: before class, after it, or beside it. */
export class RemoteBoard implements BoardFace {
  readonly store: StoreApi<BoardState> = createStore<BoardState>(() => emptyBoard);
  readonly #api: Pick<Api, 'get' | 'post' | 'delete'>;
  readonly #path: string;
  readonly #draftKey: string;
  readonly #refused: (fault: unknown) => void;
  /** How many answers of the server are still to come: what was read before the last one is old. */
  #acting = 0;

  /** `refused` hears of what the server did not take. */
  constructor(api: Pick<Api, 'get' | 'post' | 'delete'>, sessionId: string, refused: (fault: unknown) => void) {
    this.#api = api;
    this.#path = `/sessions/${sessionId}/questions`;
    this.#draftKey = draftKey(sessionId);
    this.#refused = refused;
  }

  /** Reads the board anew. Throws `ApiError`. */
  async load(signal?: AbortSignal): Promise<Board> {
    const board = await this.#api.get<Board>(this.#path, signal === undefined ? {} : { signal });
    if (this.#acting === 0) this.store.setState((state) => reduceBoard(state, { type: 'restored', board }), true);
    return board;
  }

  draft(): string {
    return kept(this.#draftKey) ?? '';
  }

  keepDraft(text: string): void {
    keep(this.#draftKey, text === '' ? null : text);
  }

  ask(text: string, anonymous: boolean): void {
    void this.#act(this.#api.post(this.#path, { text, anonymous }), () => {
      if (this.draft() === '') this.keepDraft(text);
    });
  }

  vote({ id }: BoardQuestion, on: boolean): void {
    const mark = (now: boolean) =>
      this.store.setState((state) => reduceBoard(state, { type: 'voted', id, on: now }), true);
    mark(on);
    void this.#act(this.#api.post(`${this.#path}/${id}/vote`, { on }), () => mark(!on));
  }

  queue({ id }: BoardQuestion, on: boolean): void {
    void this.#act(this.#api.post(`${this.#path}/${id}/queue`, { on }));
  }

  answer({ id }: BoardQuestion, state: 'open' | 'live' | 'written', text = ''): void {
    void this.#act(this.#api.post(`${this.#path}/${id}/answer`, { state, text }));
  }

  merge({ id }: BoardQuestion, into: BoardQuestion): void {
    void this.#act(this.#api.post(`${this.#path}/${id}/merge`, { into: into.id }));
  }

  remove({ id }: BoardQuestion): void {
    void this.#act(this.#api.delete(`${this.#path}/${id}`));
  }

  async #act(work: Promise<unknown>, undo: () => void = () => undefined): Promise<void> {
    this.#acting += 1;
    try {
      await work;
    } catch (fault) {
      undo();
      this.#refused(fault);
    } finally {
      this.#acting -= 1;
    }
    // What became of it comes with the rest of the board; where that fails, the next reading brings it.
    await this.load().catch(() => undefined);
  }
}
