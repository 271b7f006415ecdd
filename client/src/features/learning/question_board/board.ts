import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Board, BoardQuestion, DurableMessage, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import type { Outcome, RequestError } from '../../../core/socket.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import { uuid } from '../../../core/uuid.ts';
import { emptyBoard, reduceBoard, type BoardAction, type BoardState } from './state.ts';

/** The longest question and answer that the server takes, in characters. */
export const LONGEST = 1_000;
export const LONGEST_ANSWER = 4_000;

/** A question board, in the room or outside of it: what is there, and what one may do with it. */
export interface BoardFace {
  readonly store: StoreApi<BoardState>;
  /** What was typed and not sent. */
  draft(): string;
  keepDraft(text: string): void;
  ask(text: string, anonymous: boolean): void;
  vote(question: BoardQuestion, on: boolean): void;
  queue(question: BoardQuestion, on: boolean): void;
  answer(question: BoardQuestion, state: 'open' | 'live' | 'written', text?: string): void;
  merge(question: BoardQuestion, into: BoardQuestion): void;
  remove(question: BoardQuestion): void;
}

/** Where a board keeps what was typed, by session: the same in the room and outside. */
export const draftKey = (sessionId: string): string => `board.draft.${sessionId}`;

/** The question board of one room. What is asked while the connection is away is sent once it is back. */
export class QuestionBoard implements RoomTool, BoardFace {
  readonly name = 'question_board';
  readonly store: StoreApi<BoardState> = createStore<BoardState>(() => emptyBoard);
  readonly #room: Room;
  readonly #draftKey: string;
  #refused: (error: RequestError) => void = () => undefined;

  constructor(room: Room, sessionId: string) {
    this.#room = room;
    this.#draftKey = draftKey(sessionId);
  }

  get selfId(): string | null {
    return this.#room.store.getState().entered?.selfId ?? null;
  }

  /** `tell` hears of commands that the server did not take. */
  whenRefused(tell: (error: RequestError) => void): void {
    this.#refused = tell;
  }

  draft(): string {
    return kept(this.#draftKey) ?? '';
  }

  keepDraft(text: string): void {
    keep(this.#draftKey, text === '' ? null : text);
  }

  ask(text: string, anonymous: boolean): void {
    this.#room.socket.enqueue({ id: uuid(), type: 'question:ask', text, anonymous });
  }

  vote({ id }: BoardQuestion, on: boolean): void {
    this.#dispatch({ type: 'voted', id, on });
    this.#room.socket.enqueue({ id: uuid(), type: 'question:vote', question: id, on });
  }

  queue({ id }: BoardQuestion, on: boolean): void {
    this.#room.socket.enqueue({ id: uuid(), type: 'question:queue', question: id, on });
  }

  answer({ id }: BoardQuestion, state: 'open' | 'live' | 'written', text = ''): void {
    this.#room.socket.enqueue({ id: uuid(), type: 'question:answer', question: id, state, text });
  }

  merge({ id }: BoardQuestion, into: BoardQuestion): void {
    this.#room.socket.enqueue({ id: uuid(), type: 'question:merge', question: id, into: into.id });
  }

  remove({ id }: BoardQuestion): void {
    this.#room.socket.enqueue({ id: uuid(), type: 'question:remove', question: id });
  }

  restore(snapshot: unknown): void {
    this.#dispatch({ type: 'restored', board: snapshot as Board });
  }

  receive(event: ServerEvent): void {
    switch (event.type) {
      case 'question:changed':
        this.#dispatch({ type: 'changed', question: event.question });
        break;
      case 'question:author':
        this.#dispatch({ type: 'author', id: event.question_id, author: event.author });
        break;
      case 'question:voted':
        this.#dispatch({ type: 'voted', id: event.question_id, on: event.on });
        break;
    }
  }

  settled(message: DurableMessage, outcome: Outcome): void {
    if (outcome.ok || !message.type.startsWith('question:')) return;
    if (message.type === 'question:vote') {
      this.#dispatch({ type: 'voted', id: message.question, on: !message.on });
    } else if (message.type === 'question:ask' && this.draft() === '') {
      this.keepDraft(message.text);
    }
    this.#refused(outcome.error);
  }

  #dispatch(action: BoardAction): void {
    this.store.setState((state) => reduceBoard(state, action), true);
  }
}
