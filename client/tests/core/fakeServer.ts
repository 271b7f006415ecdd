import type { ClientMessage, DeviceChoice, Joined, ServerEvent } from '../../src/core/protocol.gen.ts';
import {
  RoomSocket,
  type ClosedReason,
  type DurableMessage,
  type Outcome,
  type SocketState,
  type Ticket,
  type Wire,
} from '../../src/core/socket.ts';
import { ManualTiming, settled } from './manualTiming.ts';
import { joined } from './roomFactory.ts';

/** The server's end of one connection. */
class FakeWire implements Wire {
  onopen: Wire['onopen'] = null;
  onmessage: Wire['onmessage'] = null;
  onclose: Wire['onclose'] = null;
  binaryType: BinaryType = 'blob';
  readonly received: ClientMessage[] = [];
  closedByClient = false;

  constructor(readonly url: string) {}

  send(frame: string | Uint8Array): void {
    const text = String(frame);
    this.received.push(JSON.parse(text) as ClientMessage);
  }

  close(): void {
    this.closedByClient = true;
  }

  async accept(): Promise<void> {
    this.onopen?.(new Event('open'));
    await settled();
  }

  async drop(code = 1006): Promise<void> {
    this.onclose?.({ code } as CloseEvent);
    await settled();
  }

  async say(message: object): Promise<void> {
    this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent);
    await settled();
  }

  /** The last request of that type. */
  last<T extends ClientMessage['type']>(type: T): Extract<ClientMessage, { type: T }> {
    const found = this.received.findLast((message) => message.type === type);
    if (found === undefined) throw new Error(`no ${type} was sent`);
    return found as Extract<ClientMessage, { type: T }>;
  }

  all<T extends ClientMessage['type']>(type: T): Extract<ClientMessage, { type: T }>[] {
    return this.received.filter((message) => message.type === type) as Extract<ClientMessage, { type: T }>[];
  }

  async answer(type: ClientMessage['type'], data: unknown = {}): Promise<void> {
    await this.say({ type: 'ack', id: this.last(type).id, data });
  }

  async refuse(type: ClientMessage['type'], code: string): Promise<void> {
    await this.say({ type: 'error', id: this.last(type).id, code, message: code, details: [] });
  }

  async letIn(changes: Partial<Joined> = {}): Promise<void> {
    await this.accept();
    await this.answer('room:join', joined(changes));
  }
}

/** A socket under test, and everything around it. */
export class Bench {
  readonly timing = new ManualTiming();
  readonly wires: FakeWire[] = [];
  readonly states: SocketState[] = [];
  readonly events: ServerEvent[] = [];
  readonly joins: Joined[] = [];
  readonly settled: { message: DurableMessage; outcome: Outcome }[] = [];
  readonly renewed: string[] = [];
  readonly stored: DurableMessage[];
  readonly socket: RoomSocket;
  tickets = 0;
  ticketFault: Error | null = null;
  refusal: { reason: ClosedReason; code: string } | { retryAfter: number } = { retryAfter: 0 };

  constructor(stored: DurableMessage[] = []) {
    this.stored = stored;
    this.socket = new RoomSocket({
      timing: this.timing,
      outbox: {
        load: () => [...this.stored],
        save: (messages) => this.stored.splice(0, this.stored.length, ...messages),
      },
      open: (url) => {
        const wire = new FakeWire(url);
        this.wires.push(wire);
        return wire;
      },
      ticket: () => this.#ticket(),
      refused: () => this.refusal,
      hello: () => ({
        client: { instance: '6f1c6f0e-8a55-4b54-9d6a-6a3f3f2b8f10', kind: 'desktop', lang: 'ko' },
        muted: { audio: true, video: false },
      }),
      probe: () => ({ type: 'media:consume', want: [] }),
      onState: (state) => this.states.push(state),
      onJoined: (answer) => this.joins.push(answer),
      onEvent: (event) => this.events.push(event),
      onSettled: (message, outcome) => this.settled.push({ message, outcome }),
      onRenewed: (token) => this.renewed.push(token),
    });
  }

  get wire(): FakeWire {
    const wire = this.wires.at(-1);
    if (wire === undefined) throw new Error('no connection was opened');
    return wire;
  }

  get state(): SocketState | undefined {
    return this.states.at(-1);
  }

  /** Starts, and waits until the connection is asked for. */
  async start(device?: Extract<DeviceChoice, 'new' | 'move'>): Promise<void> {
    this.socket.start(device);
    await settled();
  }

  /** In the room. */
  async enter(changes: Partial<Joined> = {}): Promise<FakeWire> {
    await this.start();
    await this.wire.letIn(changes);
    return this.wire;
  }

  #ticket(): Promise<Ticket> {
    this.tickets += 1;
    if (this.ticketFault !== null) return Promise.reject(this.ticketFault);
    return Promise.resolve({ url: 'wss://room.test/ws/v1/room', token: `token ${this.tickets}`, expiresIn: 7200 });
  }
}
