import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChatSent, Messages, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import type { DurableMessage, Outcome } from '../../../core/socket.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import { uuid } from '../../../core/uuid.ts';
import { emptyChat, reduceChat, type ChatAction, type ChatState } from './state.ts';

/** The longest text that the server takes, in characters. */
export const LONGEST = 4_000;

/** The chat of one room: what was said, what is on its way, what has been read, and the draft. */
export class Chat implements RoomTool {
  readonly name = 'chat';
  readonly store: StoreApi<ChatState>;
  readonly #room: Room;
  readonly #keys: { read: string; draft: string };

  constructor(room: Room, sessionId: string) {
    this.#room = room;
    this.#keys = { read: `chat.read.${sessionId}`, draft: `chat.draft.${sessionId}` };
    this.store = createStore<ChatState>(() => ({ ...emptyChat, lastRead: kept(this.#keys.read) }));
    for (const { id, text } of room.socket.unanswered()) this.#dispatch({ type: 'sending', id, text });
  }

  get selfId(): string | null {
    return this.#room.store.getState().entered?.selfId ?? null;
  }

  send(text: string): void {
    this.#enqueue({ type: 'chat:send', id: uuid(), text });
  }

  /** Sends a refused message once more. The id stays, so that it cannot be said twice. */
  retry(id: string): void {
    const refused = this.store.getState().outgoing.find((message) => message.id === id);
    if (refused !== undefined) this.#enqueue({ type: 'chat:send', id, text: refused.text });
  }

  discard(id: string): void {
    this.#dispatch({ type: 'discarded', id });
  }

  async loadEarlier(): Promise<void> {
    const { messages, history } = this.store.getState();
    const before = messages[0]?.id;
    if (before === undefined || history === 'loading') return;
    this.#dispatch({ type: 'history-asked' });
    try {
      const snapshot = await this.#room.socket.request<'chat:history'>({ type: 'chat:history', before });
      this.#dispatch({ type: 'history-came', snapshot });
    } catch {
      this.#dispatch({ type: 'history-failed' });
    }
  }

  markRead(): void {
    const { messages, lastRead } = this.store.getState();
    const newest = messages.at(-1)?.id;
    if (newest === undefined || newest === lastRead) return;
    this.#dispatch({ type: 'read' });
    keep(this.#keys.read, newest);
  }

  draft(): string {
    return kept(this.#keys.draft) ?? '';
  }

  keepDraft(text: string): void {
    keep(this.#keys.draft, text === '' ? null : text);
  }

  restore(snapshot: unknown): void {
    this.#dispatch({ type: 'restored', snapshot: snapshot as Messages });
  }

  receive(event: ServerEvent): void {
    if (event.type !== 'chat:message') return;
    const { message } = event;
    this.#dispatch({ type: 'received', message, own: message.participant_id === this.selfId });
  }

  settled({ id }: DurableMessage, outcome: Outcome): void {
    if (outcome.ok) this.#dispatch({ type: 'sent', id, message: (outcome.data as ChatSent).message });
    else this.#dispatch({ type: 'refused', id, code: outcome.error.code });
  }

  #enqueue(message: DurableMessage): void {
    this.#dispatch({ type: 'sending', id: message.id, text: message.text });
    this.#room.socket.enqueue(message);
  }

  #dispatch(action: ChatAction): void {
    this.store.setState((state) => reduceChat(state, action), true);
  }
}
