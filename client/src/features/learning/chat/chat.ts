import { createStore, type StoreApi } from 'zustand/vanilla';
import { ApiError } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';
import type {
  Attachment,
  ChatPolicy,
  ChatSent,
  ChatSnapshot,
  Message,
  Participant,
  ReactionKind,
  ServerEvent,
} from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import type { DurableMessage, Outcome, RequestError } from '../../../core/socket.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import { uuid } from '../../../core/uuid.ts';
import { isGroup, ofGroup, ROOM } from './channels.ts';
import { mentioned } from './mentions.ts';
import { channelOf, emptyChat, reduceChat, timeline, type ChatAction, type ChatState, type Outgoing } from './state.ts';

/** The longest text that the server takes, in characters. */
export const LONGEST = 4_000;
/** Files of one message. */
export const MOST_FILES = 10;

/** How often the server hears how far one has read. */
const READ_EVERY_MS = 3_000;
/** So many pages are fetched at most to come to a message that was found. */
const REACH = 40;

/** A file on its way up, or waiting for its message to be sent. */
export interface Upload {
  id: string;
  channel: string;
  name: string;
  size: number;
  /** From 0 to 1. */
  progress: number;
  file: Attachment | null;
  fault: unknown;
}

/** What one person looks at and is about to say. */
export interface DeskState {
  channel: string;
  replyTo: Message | null;
  editing: Message | null;
  uploads: readonly Upload[];
  /** A message to be shown, wherever it stands. */
  wanted: string | null;
}

type ChatCommand = Exclude<Extract<DurableMessage, { type: `chat:${string}` }>, { type: 'chat:send' }>;

/** The chat of one room: what was said, what is on its way, what has been read, and the drafts. */
export class Chat implements RoomTool {
  readonly name = 'chat';
  readonly store: StoreApi<ChatState> = createStore<ChatState>(() => emptyChat);
  readonly desk: StoreApi<DeskState>;
  readonly #room: Room;
  readonly #sessionId: string;
  /** What undoes a change that is shown before the server has taken it, by the id of its request. */
  readonly #inverses = new Map<string, ChatAction>();
  readonly #stops = new Map<string, AbortController>();
  readonly #readTimers = new Map<string, ReturnType<typeof setTimeout>>();
  #refused: (error: RequestError) => void = () => undefined;
  #phase = '';

  constructor(room: Room, sessionId: string) {
    this.#room = room;
    this.#sessionId = sessionId;
    this.desk = createStore<DeskState>(() => ({
      channel: kept(this.#key('channel')) ?? ROOM,
      replyTo: null,
      editing: null,
      uploads: [],
      wanted: null,
    }));
    for (const message of room.socket.unanswered()) if (message.type === 'chat:send') this.#shown(message);
    room.store.subscribe(({ connection: { phase } }) => {
      const back = phase === 'open' && this.#phase !== 'open';
      this.#phase = phase;
      if (back) void this.#askReads();
    });
  }

  get selfId(): string | null {
    return this.#room.store.getState().entered?.selfId ?? null;
  }

  get people(): readonly Participant[] {
    return this.#room.store.getState().entered?.people ?? [];
  }

  get path(): string {
    return `/sessions/${this.#sessionId}/chat`;
  }

  /** `tell` hears of changes that the server did not take. */
  whenRefused(tell: (error: RequestError) => void): void {
    this.#refused = tell;
  }

  open(channel: string): void {
    this.desk.setState({ channel, replyTo: null, editing: null });
    keep(this.#key('channel'), channel === ROOM ? null : channel);
    const { messages, more } = channelOf(this.store.getState(), channel);
    if (messages.length === 0 && (more || !(channel in this.store.getState().channels))) void this.loadEarlier(channel);
  }

  /**
   * One is in this group from now on, or in none. Who is a member has its chat before them in place of everybody's, and
   * what was open before is open again at the end; who looks in finds it in the list.
   */
  inGroup(group: string | null, member: boolean): void {
    const channel = group === null ? null : ofGroup(group);
    this.#dispatch({ type: 'group', channel });
    const open = this.desk.getState().channel;
    if (channel !== null && member && (open === ROOM || (isGroup(open) && open !== channel))) this.open(channel);
    else if (isGroup(open) && open !== channel) this.open(ROOM);
  }

  reply(message: Message): void {
    if (message.channel !== this.desk.getState().channel) this.open(message.channel);
    this.desk.setState({ replyTo: message, editing: null });
  }

  edit(message: Message | null): void {
    this.desk.setState({ editing: message, replyTo: null });
  }

  send(text: string): void {
    const { channel, replyTo, uploads } = this.desk.getState();
    const files = uploads.filter((upload) => upload.channel === channel && upload.file !== null);
    this.#enqueue({
      type: 'chat:send',
      id: uuid(),
      text,
      channel,
      reply_to: replyTo?.id ?? null,
      mentions: this.#mentioned(text),
      files: files.flatMap(({ file }) => (file === null ? [] : [file.id])),
    });
    this.desk.setState({ replyTo: null, uploads: uploads.filter((upload) => !files.includes(upload)) });
  }

  /** Sends a refused message once more. The id stays, so that it cannot be said twice. */
  retry(id: string): void {
    const refused = this.store.getState().outgoing.find((message) => message.id === id);
    if (refused !== undefined) this.#enqueue(asMessage(refused));
  }

  discard(id: string): void {
    this.#dispatch({ type: 'discarded', id });
  }

  change(message: Message, text: string): void {
    const named = this.#mentioned(text);
    const mentions = this.people.flatMap(({ id, name }) => (named.includes(id) ? [{ id, name }] : []));
    this.#command(
      { type: 'chat:edit', id: uuid(), message: message.id, text, mentions: named },
      { type: 'edited', channel: message.channel, id: message.id, text, mentions, editedAt: new Date().toISOString() },
      { type: 'put', message },
    );
    this.desk.setState({ editing: null });
  }

  remove(message: Message): void {
    const by = message.participant_id === this.selfId ? 'writer' : 'staff';
    this.#command(
      { type: 'chat:delete', id: uuid(), message: message.id },
      { type: 'deleted', channel: message.channel, id: message.id, by },
      { type: 'put', message },
    );
  }

  restoreMessage(message: Message): void {
    const deleted = this.find(message.channel, message.id);
    this.#command(
      { type: 'chat:restore', id: uuid(), message: message.id },
      { type: 'put', message },
      { type: 'put', message: deleted ?? message },
    );
  }

  react(message: Message, kind: ReactionKind): void {
    const person = this.selfId;
    if (person === null) return;
    const on = !message.reactions.some((each) => each.kind === kind && each.people.includes(person));
    const change = { type: 'reaction', channel: message.channel, id: message.id, kind, person } as const;
    this.#command(
      { type: 'chat:react', id: uuid(), message: message.id, kind, on },
      { ...change, on },
      { ...change, on: !on },
    );
  }

  configure(settings: ChatPolicy): void {
    const before = this.store.getState().settings;
    this.#command(
      { type: 'chat:configure', id: uuid(), ...settings },
      { type: 'settings', settings },
      { type: 'settings', settings: before },
    );
  }

  mute(person: string, on: boolean): void {
    this.#command(
      { type: 'chat:mute', id: uuid(), participant: person, on },
      { type: 'muted', person, on },
      { type: 'muted', person, on: !on },
    );
  }

  find(channel: string, id: string): Message | undefined {
    return channelOf(this.store.getState(), channel).messages.find((message) => message.id === id);
  }

  /** Shows a message that was found, and what was said around it. */
  async goTo(message: Pick<Message, 'id' | 'channel'>): Promise<void> {
    if (this.desk.getState().channel !== message.channel) this.open(message.channel);
    for (let page = 0; page < REACH && this.find(message.channel, message.id) === undefined; page++) {
      const { more } = channelOf(this.store.getState(), message.channel);
      if (!(await this.loadEarlier(message.channel)) || !more) break;
    }
    this.desk.setState({ wanted: message.id });
  }

  async loadEarlier(channel = this.desk.getState().channel): Promise<boolean> {
    const { messages, history } = channelOf(this.store.getState(), channel);
    if (history === 'loading') return false;
    this.#dispatch({ type: 'history-asked', channel });
    try {
      const before = messages[0]?.id ?? null;
      const page = await this.#room.socket.request<'chat:history'>({ type: 'chat:history', channel, before });
      this.#dispatch({ type: 'history-came', channel, page });
      return true;
    } catch {
      this.#dispatch({ type: 'history-failed', channel });
      return false;
    }
  }

  /** What is in view has been read. The server is told now and then, and of the last in any case. */
  markRead(): void {
    const { channel } = this.desk.getState();
    const newest = new Map<string, string>();
    for (const { channel: name, id } of timeline(this.store.getState(), channel)) newest.set(name, id);
    for (const [name, id] of newest) {
      const { read } = channelOf(this.store.getState(), name);
      if (read !== null && id <= read) continue;
      this.#dispatch({ type: 'read', channel: name, read: id, selfId: this.selfId });
      this.#tellRead(name);
    }
  }

  draft(channel: string): string {
    return kept(this.#key(`draft.${channel}`)) ?? '';
  }

  keepDraft(channel: string, text: string): void {
    keep(this.#key(`draft.${channel}`), text === '' ? null : text);
  }

  async upload(files: readonly File[]): Promise<void> {
    const { channel, uploads } = this.desk.getState();
    const room = MOST_FILES - uploads.filter((upload) => upload.channel === channel).length;
    await Promise.all(files.slice(0, Math.max(0, room)).map((file) => this.#upload(channel, file)));
  }

  dropUpload(id: string): void {
    this.#stops.get(id)?.abort();
    this.#stops.delete(id);
    this.desk.setState(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.id !== id) }));
  }

  restore(snapshot: unknown): void {
    this.#dispatch({ type: 'restored', snapshot: snapshot as ChatSnapshot });
    // A group that one is no longer in has no channel any more.
    if (!(this.desk.getState().channel in this.store.getState().channels)) this.desk.setState({ channel: ROOM });
  }

  receive(event: ServerEvent): void {
    switch (event.type) {
      case 'chat:message':
        this.#dispatch({
          type: 'received',
          message: event.message,
          own: event.message.participant_id === this.selfId,
        });
        break;
      case 'chat:edited':
        this.#dispatch({
          type: 'edited',
          channel: event.channel,
          id: event.message_id,
          text: event.text,
          mentions: event.mentions,
          editedAt: event.edited_at,
        });
        break;
      case 'chat:deleted':
        this.#dispatch({ type: 'deleted', channel: event.channel, id: event.message_id, by: event.by });
        break;
      case 'chat:restored':
        this.#dispatch({ type: 'put', message: event.message });
        break;
      case 'chat:reaction':
        this.#dispatch({
          type: 'reaction',
          channel: event.channel,
          id: event.message_id,
          kind: event.kind,
          person: event.participant_id,
          on: event.on,
        });
        break;
      case 'chat:settings':
        this.#dispatch({ type: 'settings', settings: event.settings });
        break;
      case 'chat:muted':
        this.#dispatch({ type: 'muted', person: event.participant_id, on: event.on });
        break;
      case 'chat:read':
        this.#dispatch({ type: 'read', channel: event.channel, read: event.read, selfId: this.selfId });
        break;
    }
  }

  settled({ type, id }: DurableMessage, outcome: Outcome): void {
    if (type === 'chat:send') {
      if (outcome.ok) this.#dispatch({ type: 'sent', id, message: (outcome.data as ChatSent).message });
      else this.#dispatch({ type: 'refused', id, code: outcome.error.code });
    } else if (type.startsWith('chat:')) {
      const inverse = this.#inverses.get(id);
      this.#inverses.delete(id);
      if (outcome.ok) return;
      if (inverse !== undefined) this.#dispatch(inverse);
      this.#refused(outcome.error);
    }
  }

  #enqueue(message: Extract<DurableMessage, { type: 'chat:send' }>): void {
    this.#shown(message);
    this.#room.socket.enqueue(message);
  }

  #shown({ id, channel, text, reply_to, mentions, files }: Extract<DurableMessage, { type: 'chat:send' }>): void {
    this.#dispatch({ type: 'sending', message: { id, channel, text, replyTo: reply_to, mentions, files } });
  }

  /** Shows what a command will do, and sends it. */
  #command(message: ChatCommand, shown: ChatAction, inverse: ChatAction): void {
    this.#inverses.set(message.id, inverse);
    this.#dispatch(shown);
    this.#room.socket.enqueue(message);
  }

  #mentioned(text: string): string[] {
    return mentioned(text, this.people).filter((id) => id !== this.selfId);
  }

  async #upload(channel: string, file: File): Promise<void> {
    const id = uuid();
    const stop = new AbortController();
    const set = (change: Partial<Upload>) =>
      this.desk.setState(({ uploads }) => ({
        uploads: uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)),
      }));
    this.#stops.set(id, stop);
    this.desk.setState(({ uploads }) => ({
      uploads: [...uploads, { id, channel, name: file.name, size: file.size, progress: 0, file: null, fault: null }],
    }));
    try {
      const stored = await api.upload<Attachment>(`${this.path}/files`, file, {
        query: { name: file.name },
        signal: stop.signal,
        onProgress: (progress) => set({ progress }),
      });
      set({ file: stored, progress: 1 });
    } catch (fault) {
      if (!stop.signal.aborted) set({ fault: fault instanceof ApiError ? fault : new ApiError('offline') });
    } finally {
      this.#stops.delete(id);
    }
  }

  #tellRead(channel: string): void {
    if (this.#readTimers.has(channel)) return;
    const tell = () => {
      this.#readTimers.delete(channel);
      const { read } = channelOf(this.store.getState(), channel);
      // Where it cannot be told now, it is with the next message that is read.
      if (read !== null) {
        this.#room.socket.request<'chat:read'>({ type: 'chat:read', message: read }).catch(() => undefined);
      }
    };
    this.#readTimers.set(channel, setTimeout(tell, READ_EVERY_MS));
  }

  /** What was read elsewhere while this device was away. */
  async #askReads(): Promise<void> {
    try {
      const { positions } = await this.#room.socket.request<'chat:reads'>({ type: 'chat:reads' });
      this.#dispatch({ type: 'positions', positions });
    } catch {
      // The marks stay as they are until something more is read.
    }
  }

  #key(name: string): string {
    return `chat.${name}.${this.#sessionId}`;
  }

  #dispatch(action: ChatAction): void {
    this.store.setState((state) => reduceChat(state, action), true);
  }
}

function asMessage({
  id,
  text,
  channel,
  replyTo,
  mentions,
  files,
}: Outgoing): Extract<DurableMessage, { type: 'chat:send' }> {
  return {
    type: 'chat:send',
    id,
    text,
    channel,
    reply_to: replyTo,
    mentions: [...mentions],
    files: [...files],
  };
}
