import type { Message, Messages } from '../../../core/protocol.gen.ts';

/** A message of one's own that the server has not answered yet, or has refused. */
export interface Outgoing {
  id: string;
  text: string;
  status: 'sending' | 'failed';
  /** The server's code, where it refused. */
  code: string | null;
  /** The stored message, where it came back before its answer did: it is shown in place of this. */
  echo: string | null;
}

export interface ChatState {
  /** Oldest first. */
  messages: readonly Message[];
  /** Whether the server has earlier ones. */
  more: boolean;
  history: 'idle' | 'loading' | 'failed';
  outgoing: readonly Outgoing[];
  /** The newest message that has been seen. Ids are in the order of sending. */
  lastRead: string | null;
}

export type ChatAction =
  | { type: 'restored'; snapshot: Messages }
  | { type: 'received'; message: Message; own: boolean }
  | { type: 'history-asked' }
  | { type: 'history-came'; snapshot: Messages }
  | { type: 'history-failed' }
  | { type: 'sending'; id: string; text: string }
  | { type: 'sent'; id: string; message: Message }
  | { type: 'refused'; id: string; code: string }
  | { type: 'discarded'; id: string }
  | { type: 'read' };

export const emptyChat: ChatState = { messages: [], more: false, history: 'idle', outgoing: [], lastRead: null };

/** The chat after `action`. What comes twice is there once. */
export function reduceChat(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case 'restored':
      return restored(state, action.snapshot);
    case 'received':
      return {
        ...state,
        messages: merge(state.messages, [action.message]),
        outgoing: action.own ? echoed(state.outgoing, action.message) : state.outgoing,
      };
    case 'history-asked':
      return { ...state, history: 'loading' };
    case 'history-came':
      return {
        ...state,
        history: 'idle',
        messages: merge(state.messages, action.snapshot.messages),
        more: action.snapshot.more,
      };
    case 'history-failed':
      return { ...state, history: 'failed' };
    case 'sending': {
      const message: Outgoing = { id: action.id, text: action.text, status: 'sending', code: null, echo: null };
      return { ...state, outgoing: [...state.outgoing.filter(({ id }) => id !== action.id), message] };
    }
    case 'sent':
      return {
        ...state,
        messages: merge(state.messages, [action.message]),
        outgoing: state.outgoing.filter(({ id }) => id !== action.id),
      };
    case 'refused':
      return {
        ...state,
        outgoing: state.outgoing.map((each) =>
          each.id === action.id ? { ...each, status: 'failed', code: action.code } : each,
        ),
      };
    case 'discarded':
      return { ...state, outgoing: state.outgoing.filter(({ id }) => id !== action.id) };
    case 'read':
      return { ...state, lastRead: state.messages.at(-1)?.id ?? state.lastRead };
  }
}

export function unreadMessages(state: ChatState, selfId: string | null): Message[] {
  const { lastRead } = state;
  return state.messages.filter(
    ({ id, participant_id }) => participant_id !== selfId && (lastRead === null || id > lastRead),
  );
}

/** A snapshot that joins on to what is known extends it; otherwise there may be a gap between, and it starts anew. */
function restored(state: ChatState, snapshot: Messages): ChatState {
  const known = new Set(state.messages.map(({ id }) => id));
  const joins = snapshot.messages.some(({ id }) => known.has(id)) || (state.messages.length > 0 && !snapshot.more);
  const messages = joins ? merge(state.messages, snapshot.messages) : snapshot.messages;
  return {
    ...state,
    messages,
    more: joins && messages[0]?.id !== snapshot.messages[0]?.id ? state.more : snapshot.more,
    history: 'idle',
    lastRead: state.lastRead ?? snapshot.messages.at(-1)?.id ?? '',
  };
}

function merge(present: readonly Message[], more: readonly Message[]): readonly Message[] {
  const byId = new Map(present.map((message) => [message.id, message]));
  for (const message of more) byId.set(message.id, message);
  if (byId.size === present.length) return present;
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function echoed(outgoing: readonly Outgoing[], message: Message): readonly Outgoing[] {
  const at = outgoing.findIndex(
    (each) => each.echo === null && each.status === 'sending' && each.text === message.text,
  );
  return at < 0 ? outgoing : outgoing.map((each, index) => (index === at ? { ...each, echo: message.id } : each));
}
