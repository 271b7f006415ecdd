import type {
  Answers,
  Client,
  ClientMessage,
  Detail,
  DeviceChoice,
  DurableMessage,
  Failure,
  Joined,
  Muted,
  ServerEvent,
  ServerMessage,
} from './protocol.gen.ts';
import { isPassing } from './faults.ts';
import { decodeFrame, encodeFrame } from './frames.ts';
import type { Cancel, Timing } from './timing.ts';
import { uuid } from './uuid.ts';

/** What `POST /sessions/{id}/join` entitles to. */
export interface Ticket {
  url: string;
  token: string;
  /** Seconds. */
  expiresIn: number;
}

export type ClosedReason =
  | 'left'
  | 'signed_out'
  | 'removed'
  | 'sent_out'
  | 'banned'
  | 'locked'
  | 'moved'
  | 'ended'
  | 'not_live'
  | 'full'
  | 'refused';

export type SocketState =
  | { phase: 'idle' }
  | { phase: 'connecting'; attempt: number }
  | { phase: 'choosing' }
  /** A host has to let the person in. */
  | { phase: 'door' }
  | { phase: 'open' }
  | { phase: 'waiting'; attempt: number; since: number; retryAt: number }
  | { phase: 'closed'; reason: ClosedReason; code: string | null };

type RequestType = keyof Answers;
export type Request<T extends RequestType = RequestType> = T extends RequestType
  ? Omit<Extract<ClientMessage, { type: T }>, 'id'>
  : never;
/** A command whose effect outlives the connection: it is sent again with its id until it is answered. */
export type { DurableMessage } from './protocol.gen.ts';
export type Outcome = { ok: true; data: unknown } | { ok: false; error: RequestError };

/** Where unanswered durable commands are kept, so that a reload sends them too. */
export interface Outbox {
  load(): DurableMessage[];
  save(messages: DurableMessage[]): void;
}

export class RequestError extends Error {
  readonly code: string;
  /** What of the request is wrong, by field. */
  readonly details: readonly Detail[];

  constructor(code: string, message = code, details: readonly Detail[] = []) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.details = details;
  }
}

/** The part of WebSocket that is used. */
export interface Wire {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  binaryType: BinaryType;
  send(frame: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
}

export interface SocketOptions {
  timing: Timing;
  outbox: Outbox;
  open(url: string): Wire;
  ticket(): Promise<Ticket>;
  /** Says whether a failed `ticket()` is final, and if not, how many seconds to wait at least. */
  refused(error: unknown): { reason: ClosedReason; code: string } | { retryAfter: number };
  hello(): { client: Client; muted: Muted };
  /** A harmless request whose answer shows that the path still carries. */
  probe(): Request;
  onState(state: SocketState): void;
  onJoined(joined: Joined): void;
  onEvent(event: ServerEvent): void;
  onSettled(message: DurableMessage, outcome: Outcome): void;
  /** The token has been replaced over the connection. */
  onRenewed?: ((token: string) => void) | undefined;
}

const JOIN_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 15_000;
const PROBE_TIMEOUT = 4_000;
const BACKOFF_FIRST = 500;
const BACKOFF_LIMIT = 8_000;
const BACKOFF_AFTER_FLOOD = 10_000;
/** A connection that lasted this long was a good one: the next failure starts counting anew. */
const STEADY = 5_000;
const TOKEN_MARGIN = 30_000;
/** A durable command that met a passing fault is said again after so long, each time twice as long up to the limit. */
const REPEAT_FIRST = 1_000;
const REPEAT_LIMIT = 8_000;

/** What an error in answer to `room:join` comes to: an end, or the close code that has the same meaning. */
const JOIN_REFUSALS: Partial<Record<string, ClosedReason | number>> = {
  token_invalid: 4401,
  token_expired: 4401,
  token_revoked: 4401,
  removed: 'removed',
  guest_link_revoked: 'removed',
  banned: 'banned',
  room_locked: 'locked',
  moved: 'moved',
  session_ended: 'ended',
  session_cancelled: 'ended',
  session_not_live: 'not_live',
  room_full: 'full',
  rate_limited: 4429,
  unavailable: 1013,
  database_unavailable: 1013,
  not_stored: 1013,
  room_moved: 1013,
  internal_error: 1011,
};

interface Pending {
  message: ClientMessage;
  cancelTimeout: Cancel;
  settle: (outcome: Outcome) => void;
}

/**
 * The client's end of the room protocol (docs/protocol.md): one connection at a time, made again whenever it breaks.
 * Requests are answered by promises; durable commands are kept until they are answered, over any number of connections.
 */
export class RoomSocket {
  #state: SocketState = { phase: 'idle' };
  #wire: Wire | null = null;
  #ticket: (Ticket & { expiresAt: number; tried: boolean }) | null = null;
  #cursor: string | null = null;
  #device: DeviceChoice = 'new';
  #attempt = 0;
  #brokenSince = 0;
  #openedAt = 0;
  /** Milliseconds to add to this computer's clock to get the server's. */
  #clockOffset = 0;
  #leaving = false;
  #run = 0;
  #cancelTimer: Cancel = () => undefined;
  #cancelRenewal: Cancel = () => undefined;
  readonly #pending = new Map<string, Pending>();
  /** A host has sent the person out: the socket is closed next. */
  #sentOut: 'sent_out' | 'banned' | null = null;
  readonly #durable = new Map<string, DurableMessage>();
  /** Tools whose next command waits until a passing fault has passed. */
  readonly #resting = new Map<string, Cancel>();
  /** How often in a row a tool's command has met one. */
  readonly #repeats = new Map<string, number>();

  readonly #options: SocketOptions;

  constructor(options: SocketOptions) {
    this.#options = options;
    for (const message of options.outbox.load()) this.#durable.set(message.id, message);
  }

  /** Durable commands that have no answer yet, oldest first. */
  unanswered(): DurableMessage[] {
    return [...this.#durable.values()];
  }

  start(device: DeviceChoice = 'new'): void {
    this.#device = device;
    this.#leaving = false;
    this.#sentOut = null;
    this.#attempt = 0;
    this.#brokenSince = this.#options.timing.now();
    void this.#connect();
  }

  /** Answers the question that the state `choosing` asks. */
  choose(device: 'move' | 'second'): void {
    if (this.#state.phase !== 'choosing') return;
    this.#device = device;
    this.#setState({ phase: 'connecting', attempt: this.#attempt });
    this.#join();
  }

  /** The network or the page is back: try now, or find out whether the connection has survived. */
  wake(): void {
    if (this.#state.phase === 'waiting') void this.#connect();
    else if (this.#state.phase === 'open') this.verify();
  }

  /** Breaks the connection when the server does not answer soon; browsers notice a dead path only after minutes. */
  verify(): void {
    if (this.#state.phase !== 'open') return;
    this.#send({ ...this.#options.probe(), id: uuid() }, PROBE_TIMEOUT, () => undefined);
  }

  request<T extends RequestType>(request: Request<T>): Promise<Answers[T]> {
    if (this.#state.phase !== 'open') return Promise.reject(new RequestError('disconnected'));
    return new Promise((resolve, reject) => {
      this.#send({ ...request, id: uuid() }, REQUEST_TIMEOUT, (outcome) => {
        if (outcome.ok) resolve(outcome.data as Answers[T]);
        else reject(outcome.error);
      });
    });
  }

  /** Hands over a durable command; `onSettled` tells its outcome. */
  enqueue(message: DurableMessage): void {
    this.#durable.set(message.id, message);
    this.#saveOutbox();
    this.#sendWaiting();
  }

  /** Leaves the room for good. Resolves when the server knows, or cannot be told. */
  async leave(): Promise<void> {
    this.#leaving = true;
    if (this.#state.phase === 'open') await this.request<'room:leave'>({ type: 'room:leave' }).catch(() => undefined);
    this.#finish('left');
  }

  /** Drops the connection without a word, as closing the page does. */
  stop(): void {
    this.#leaving = true;
    this.#finish('left');
  }

  async #connect(): Promise<void> {
    const run = this.#detach();
    this.#setState({ phase: 'connecting', attempt: this.#attempt });
    try {
      await this.#ensureTicket();
    } catch (error) {
      if (run === this.#run) this.#ticketFailed(error);
      return;
    }
    if (run !== this.#run || this.#ticket === null) return;
    const wire = this.#options.open(this.#ticket.url);
    this.#wire = wire;
    wire.binaryType = 'arraybuffer';
    wire.onopen = () => this.#join();
    wire.onmessage = (event) => this.#receive(decodeFrame(event.data));
    wire.onclose = (event) => this.#lost(event.code);
    this.#cancelTimer = this.#options.timing.after(JOIN_TIMEOUT, () => this.#lost(1006));
  }

  async #ensureTicket(): Promise<void> {
    const { now } = this.#options.timing;
    // After two failures in a row the room may live elsewhere or the server may have forgotten the token.
    if (this.#ticket !== null && now() < this.#ticket.expiresAt - TOKEN_MARGIN && this.#attempt < 2) return;
    this.#ticket = null;
    const ticket = await this.#options.ticket();
    this.#ticket = { ...ticket, expiresAt: now() + ticket.expiresIn * 1000, tried: false };
  }

  #ticketFailed(error: unknown): void {
    const refusal = this.#options.refused(error);
    if ('reason' in refusal) this.#finish(refusal.reason, refusal.code);
    else this.#retry(refusal.retryAfter * 1000);
  }

  #join(): void {
    if (this.#ticket === null) return;
    const { client, muted } = this.#options.hello();
    const { token } = this.#ticket;
    const message: ClientMessage = {
      type: 'room:join',
      id: uuid(),
      token,
      cursor: this.#cursor,
      device: this.#device,
      client,
      muted,
    };
    this.#send(message, JOIN_TIMEOUT, (outcome) => {
      if (outcome.ok) this.#joined(outcome.data as Joined);
      else this.#joinFailed(outcome.error);
    });
  }

  #joined(joined: Joined): void {
    const { timing } = this.#options;
    this.#cancelTimer();
    // A later `join` of this tab is a return to its own place. Only a second screen says again what it is.
    this.#device = joined.companion ? 'second' : 'new';
    this.#openedAt = timing.now();
    this.#cursor = joined.cursor;
    const serverNow = Date.parse(joined.now);
    this.#clockOffset = serverNow - timing.now();
    const lifetime = Date.parse(joined.token_expires_at) - serverNow;
    if (this.#ticket !== null) this.#ticket = { ...this.#ticket, expiresAt: timing.now() + lifetime, tried: true };
    this.#scheduleRenewal(lifetime);
    this.#setState({ phase: 'open' });
    this.#options.onJoined(joined);
    for (const event of [...joined.events, ...joined.states]) this.#options.onEvent(event);
    this.#sendWaiting();
  }

  #joinFailed({ code }: RequestError): void {
    const refusal = JOIN_REFUSALS[code];
    if (code === 'device_choice_needed') {
      this.#cancelTimer();
      this.#setState({ phase: 'choosing' });
    } else if (code === 'waiting') {
      this.#cancelTimer();
      this.#setState({ phase: 'door' });
    } else if (typeof refusal === 'number') {
      this.#lost(refusal);
    } else if (refusal !== undefined) {
      this.#finish(refusal, code);
    } else if (code !== 'disconnected') {
      this.#finish('refused', code);
    }
  }

  #receive(message: ServerMessage): void {
    if (message.type === 'ack') this.#settle(message.id, { ok: true, data: message.data });
    else if (message.type === 'error') this.#failed(message);
    else if (message.type === 'room:resync' || message.type === 'room:admitted') this.#join();
    else if (message.type === 'room:removed') this.#sentOut = message.banned ? 'banned' : 'sent_out';
    else {
      if ('cursor' in message) this.#cursor = message.cursor;
      this.#options.onEvent(message);
    }
  }

  #failed(failure: Failure): void {
    if (failure.id !== null)
      this.#settle(failure.id, { ok: false, error: new RequestError(failure.code, failure.message, failure.details) });
  }

  #settle(id: string, outcome: Outcome): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    pending.cancelTimeout();
    pending.settle(outcome);
  }

  #send(message: ClientMessage, timeout: number, settle: (outcome: Outcome) => void): void {
    const cancelTimeout = this.#options.timing.after(timeout, () => this.#lost(1006));
    this.#pending.set(message.id, { message, cancelTimeout, settle });
    this.#wire?.send(encodeFrame(message));
  }

  /** Of each tool one command at a time: one that has to be repeated comes before what was said after it. */
  #sendWaiting(): void {
    if (this.#state.phase !== 'open') return;
    const taken = new Set<string>(this.#resting.keys());
    for (const message of [...this.#durable.values()]) {
      const tool = toolOf(message);
      if (taken.has(tool)) continue;
      taken.add(tool);
      if (!this.#pending.has(message.id)) this.#sendDurable(message);
    }
  }

  #sendDurable(message: DurableMessage): void {
    this.#send(message, REQUEST_TIMEOUT, (outcome) => {
      if (!outcome.ok && outcome.error.code === 'disconnected') return;
      if (!outcome.ok && isPassing(outcome.error.code)) {
        this.#rest(toolOf(message));
        return;
      }
      this.#repeats.delete(toolOf(message));
      this.#durable.delete(message.id);
      this.#saveOutbox();
      this.#options.onSettled(message, outcome);
      this.#sendWaiting();
    });
  }

  #rest(tool: string): void {
    const { timing } = this.#options;
    const repeats = this.#repeats.get(tool) ?? 0;
    this.#repeats.set(tool, repeats + 1);
    const delay = Math.min(REPEAT_FIRST * 2 ** repeats, REPEAT_LIMIT) * (1 + timing.random() / 2);
    const wake = timing.after(delay, () => {
      this.#resting.delete(tool);
      this.#sendWaiting();
    });
    this.#resting.set(tool, wake);
  }

  #saveOutbox(): void {
    this.#options.outbox.save(this.unanswered());
  }

  #scheduleRenewal(lifetime: number): void {
    this.#cancelRenewal();
    const delay = Math.max(lifetime - Math.max(lifetime / 10, 60_000), 10_000);
    this.#cancelRenewal = this.#options.timing.after(delay, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { now } = this.#options.timing;
    try {
      const { token, expires_at } = await this.request<'token:renew'>({ type: 'token:renew' });
      if (this.#ticket === null) return;
      const lifetime = Date.parse(expires_at) - now() - this.#clockOffset;
      this.#ticket = { ...this.#ticket, token, expiresAt: now() + lifetime };
      this.#scheduleRenewal(lifetime);
      this.#options.onRenewed?.(token);
    } catch {
      if (this.#state.phase === 'open' && this.#ticket !== null) this.#scheduleRenewal(this.#ticket.expiresAt - now());
    }
  }

  #lost(code: number): void {
    const steady = this.#state.phase === 'open' && this.#options.timing.now() - this.#openedAt >= STEADY;
    if (this.#state.phase === 'open') this.#brokenSince = this.#options.timing.now();
    if (steady) this.#attempt = 0;
    this.#detach();
    switch (code) {
      case 4401: {
        const fresh = this.#ticket?.tried === false;
        this.#ticket = null;
        if (fresh) this.#finish('signed_out');
        else void this.#connect();
        return;
      }
      case 4403:
        this.#finish(this.#sentOut ?? 'removed');
        return;
      case 4409:
        this.#finish('moved');
        return;
      case 4410:
        this.#finish('ended');
        return;
      case 4429:
        this.#retry(BACKOFF_AFTER_FLOOD);
        return;
      default:
        if (this.#leaving) this.#finish('left');
        else this.#retry(0);
    }
  }

  /** Waits longer after each failure, with jitter so that a class does not come back in one instant. */
  #retry(atLeast: number): void {
    const { timing } = this.#options;
    const ceiling = Math.min(BACKOFF_FIRST * 2 ** this.#attempt, BACKOFF_LIMIT);
    const delay = Math.max(ceiling * (0.5 + timing.random() / 2), atLeast * (1 + timing.random() / 2));
    this.#attempt += 1;
    this.#setState({
      phase: 'waiting',
      attempt: this.#attempt,
      since: this.#brokenSince,
      retryAt: timing.now() + delay,
    });
    this.#cancelTimer = timing.after(delay, () => void this.#connect());
  }

  #finish(reason: ClosedReason, code: string | null = null): void {
    if (this.#state.phase === 'closed') return;
    this.#detach();
    this.#setState({ phase: 'closed', reason, code });
  }

  /** Lets go of the present connection and of every answer that would have come over it. */
  #detach(): number {
    this.#cancelTimer();
    this.#cancelRenewal();
    for (const cancel of this.#resting.values()) cancel();
    this.#resting.clear();
    const wire = this.#wire;
    this.#wire = null;
    if (wire !== null) {
      wire.onopen = wire.onmessage = wire.onclose = null;
      wire.close();
    }
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    for (const { cancelTimeout, settle } of unanswered) {
      cancelTimeout();
      settle({ ok: false, error: new RequestError('disconnected') });
    }
    return ++this.#run;
  }

  #setState(state: SocketState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

/** The tool that a command is for: its type begins with it. */
function toolOf({ type }: DurableMessage): string {
  return type.slice(0, type.indexOf(':'));
}
