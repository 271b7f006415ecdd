import type {
  ChatPolicy,
  ChatSnapshot,
  Mention,
  Message,
  Messages,
  ReactionKind,
  ReadPosition,
} from '../../../core/protocol.gen.ts';
import { isDirect, isGroup, ROOM } from './channels.ts';

/** A message of one's own that the server has not answered yet, or has refused. */
export interface Outgoing {
  id: string;
  channel: string;
  text: string;
  replyTo: string | null;
  mentions: readonly string[];
  files: readonly string[];
  status: 'sending' | 'failed';
  /** The server's code, where it refused. */
  code: string | null;
  /** The stored message, where it came back before its answer did: it is shown in place of this. */
  echo: string | null;
}

export interface Channel {
  /** Oldest first. */
  messages: readonly Message[];
  /** Whether the server has earlier ones. */
  more: boolean;
  history: 'idle' | 'loading' | 'failed';
  /** The message up to which it has been read, on any device. Ids are in the order of sending. */
  read: string | null;
  /** How many messages of others are after it, those included that are not loaded. */
  unread: number;
}

export interface ChatState {
  /** By name; the server's order, then by their first message. */
  channels: Readonly<Record<string, Channel>>;
  settings: ChatPolicy;
  /** Who may not write; oneself, where one is no staff. */
  muted: readonly string[];
  outgoing: readonly Outgoing[];
}

/** What is done to a message, by oneself before the server has said so too, or by anybody. */
export type Change =
  | { type: 'edited'; channel: string; id: string; text: string; mentions: readonly Mention[]; editedAt: string | null }
  | { type: 'deleted'; channel: string; id: string; by: 'writer' | 'staff' }
  | { type: 'put'; message: Message }
  | { type: 'reaction'; channel: string; id: string; kind: ReactionKind; person: string; on: boolean };

export type ChatAction =
  | Change
  | { type: 'restored'; snapshot: ChatSnapshot }
  | { type: 'received'; message: Message; own: boolean }
  | { type: 'history-asked'; channel: string }
  | { type: 'history-came'; channel: string; page: Messages }
  | { type: 'history-failed'; channel: string }
  | { type: 'sending'; message: Omit<Outgoing, 'status' | 'code' | 'echo'> }
  | { type: 'sent'; id: string; message: Message }
  | { type: 'refused'; id: string; code: string }
  | { type: 'discarded'; id: string }
  | { type: 'read'; channel: string; read: string; selfId: string | null }
  | { type: 'group'; channel: string | null }
  | { type: 'positions'; positions: readonly ReadPosition[] }
  | { type: 'settings'; settings: ChatPolicy }
  | { type: 'muted'; person: string; on: boolean };

const QUOTED = 200;

export const emptyChannel: Channel = { messages: [], more: false, history: 'idle', read: null, unread: 0 };
export const emptyChat: ChatState = {
  channels: { [ROOM]: emptyChannel },
  settings: { writing: 'everyone', direct: 'everyone' },
  muted: [],
  outgoing: [],
};

/** The chat after `action`. What comes twice is there once. */
export function reduceChat(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case 'restored':
      return restored(state, action.snapshot);
    case 'received': {
      const { message, own } = action;
      const known = channelOf(state, message.channel).messages.some(({ id }) => id === message.id);
      const next = inChannel(state, message.channel, (channel) => ({
        ...channel,
        messages: merge(channel.messages, [message]),
        // Of a group that is not known yet there may be a past.
        more: channel === emptyChannel ? isGroup(message.channel) : channel.more,
        unread: own || known ? channel.unread : channel.unread + 1,
      }));
      return own ? { ...next, outgoing: echoed(state.outgoing, message) } : next;
    }
    case 'edited':
      return changed(state, action.channel, action.id, (message) =>
        message.deleted === null
          ? { ...message, text: action.text, mentions: [...action.mentions], edited_at: action.editedAt }
          : message,
      );
    case 'deleted':
      return changed(state, action.channel, action.id, (message) =>
        message.deleted === null
          ? { ...message, text: '', reply_to: null, mentions: [], files: [], reactions: [], deleted: action.by }
          : message,
      );
    case 'put':
      return changed(state, action.message.channel, action.message.id, () => action.message);
    case 'reaction':
      return changed(state, action.channel, action.id, (message) =>
        message.deleted === null ? reacted(message, action.kind, action.person, action.on) : message,
      );
    case 'history-asked':
      return inChannel(state, action.channel, (channel) => ({ ...channel, history: 'loading' }));
    case 'history-came':
      return inChannel(state, action.channel, (channel) => ({
        ...channel,
        history: 'idle',
        messages: merge(channel.messages, action.page.messages),
        more: action.page.more,
      }));
    case 'history-failed':
      return inChannel(state, action.channel, (channel) => ({ ...channel, history: 'failed' }));
    case 'sending': {
      const message: Outgoing = { ...action.message, status: 'sending', code: null, echo: null };
      return { ...state, outgoing: [...state.outgoing.filter(({ id }) => id !== message.id), message] };
    }
    case 'sent':
      return {
        ...inChannel(state, action.message.channel, (channel) => ({
          ...channel,
          messages: channel.messages.some(({ id }) => id === action.message.id)
            ? channel.messages
            : merge(channel.messages, [action.message]),
        })),
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
      return inChannel(state, action.channel, (channel) => read(channel, action.read, action.selfId));
    case 'group':
      return withGroup(state, action.channel);
    case 'positions':
      return action.positions.reduce(
        (next, { channel, read: at, unread }) =>
          inChannel(next, channel, (each) =>
            at !== null && (each.read === null || at > each.read) ? { ...each, read: at, unread } : each,
          ),
        state,
      );
    case 'settings':
      return { ...state, settings: action.settings };
    case 'muted':
      return {
        ...state,
        muted: [...state.muted.filter((id) => id !== action.person), ...(action.on ? [action.person] : [])],
      };
  }
}

export function channelOf(state: ChatState, name: string): Channel {
  return state.channels[name] ?? emptyChannel;
}

/** What others wrote after what has been read, as far as it is loaded. */
export function unreadMessages(channel: Channel, selfId: string | null): Message[] {
  const { read: at } = channel;
  return channel.messages.filter(
    ({ id, participant_id, deleted }) => participant_id !== selfId && deleted === null && (at === null || id > at),
  );
}

export function unreadCount(state: ChatState): number {
  return Object.values(state.channels).reduce((sum, { unread }) => sum + unread, 0);
}

/** What stands in one list: a channel's messages; in the room's, direct ones among them where they were written. */
export function timeline(state: ChatState, name: string): readonly Message[] {
  const { messages, more } = channelOf(state, name);
  if (name !== ROOM) return messages;
  const since = more ? (messages[0]?.id ?? '') : '';
  const direct = Object.entries(state.channels).flatMap(([channel, { messages: found }]) =>
    isDirect(channel) ? found.filter(({ id }) => id >= since) : [],
  );
  return direct.length === 0 ? messages : merge(messages, direct);
}

function inChannel(state: ChatState, name: string, change: (channel: Channel) => Channel): ChatState {
  return { ...state, channels: { ...state.channels, [name]: change(channelOf(state, name)) } };
}

/** One is in this group, and in no other: what was said there stays with who is there. */
function withGroup(state: ChatState, group: string | null): ChatState {
  const others = Object.entries(state.channels).filter(([name]) => !isGroup(name) || name === group);
  const channels = Object.fromEntries(others);
  // Its past is fetched when it is opened.
  if (group !== null) channels[group] ??= { ...emptyChannel, more: true };
  return { ...state, channels };
}

/** A message changed, and with it what quotes it. */
function changed(state: ChatState, name: string, id: string, change: (message: Message) => Message): ChatState {
  return inChannel(state, name, (channel) => {
    const before = channel.messages.find((message) => message.id === id);
    if (before === undefined) return channel;
    const now = change(before);
    const quote = { text: Array.from(now.text).slice(0, QUOTED).join(''), deleted: now.deleted !== null };
    return {
      ...channel,
      messages: channel.messages.map((message) => {
        if (message.id === id) return now;
        return message.reply_to?.id === id ? { ...message, reply_to: { ...message.reply_to, ...quote } } : message;
      }),
    };
  });
}

function reacted(message: Message, kind: ReactionKind, person: string, on: boolean): Message {
  const others = message.reactions.filter((reaction) => reaction.kind !== kind);
  const before = message.reactions.find((reaction) => reaction.kind === kind)?.people ?? [];
  if (before.includes(person) === on) return message;
  const people = on ? [...before, person] : before.filter((id) => id !== person);
  const reactions = people.length === 0 ? others : [...others, { kind, people }];
  return { ...message, reactions: reactions.sort((a, b) => (a.kind < b.kind ? -1 : 1)) };
}

function read(channel: Channel, at: string, selfId: string | null): Channel {
  if (channel.read !== null && at <= channel.read) return channel;
  const next = { ...channel, read: at };
  return { ...next, unread: unreadMessages(next, selfId).length };
}

function restored(state: ChatState, snapshot: ChatSnapshot): ChatState {
  const channels: Record<string, Channel> = {};
  for (const each of snapshot.channels) {
    channels[each.channel] = joined(channelOf(state, each.channel), each);
  }
  return { ...state, channels, settings: snapshot.settings, muted: snapshot.muted };
}

/** A snapshot that joins on to what is known extends it; otherwise there may be a gap between, and it starts anew. */
function joined(known: Channel, snapshot: ChatSnapshot['channels'][number]): Channel {
  const ids = new Set(known.messages.map(({ id }) => id));
  const joins = snapshot.messages.some(({ id }) => ids.has(id)) || (known.messages.length > 0 && !snapshot.more);
  const messages = joins ? merge(known.messages, snapshot.messages) : snapshot.messages;
  return {
    messages,
    more: joins && messages[0]?.id !== snapshot.messages[0]?.id ? known.more : snapshot.more,
    history: 'idle',
    read: snapshot.read,
    unread: snapshot.unread,
  };
}

function merge(present: readonly Message[], more: readonly Message[]): readonly Message[] {
  const byId = new Map(present.map((message) => [message.id, message]));
  for (const message of more) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function echoed(outgoing: readonly Outgoing[], message: Message): readonly Outgoing[] {
  const at = outgoing.findIndex(
    (each) =>
      each.echo === null &&
      each.status === 'sending' &&
      each.channel === message.channel &&
      each.text === message.text &&
      each.files.length === message.files.length,
  );
  return at < 0 ? outgoing : outgoing.map((each, index) => (index === at ? { ...each, echo: message.id } : each));
}
