import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  Breakout,
  Breakouts as Snapshot,
  GroupActivity,
  GroupAssignment,
  GroupDesk,
  GroupPlan,
  Muted,
  SavedBreakout,
  ServerEvent,
} from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import type { Desk } from '../../media/desk.ts';
import { nextChange, placesOf } from './places.ts';

export interface BreakoutsState {
  breakout: Breakout | null;
  /** What staff know besides. */
  desk: GroupDesk | null;
  /** By group; empty before the first is told. */
  activity: ReadonlyMap<string, GroupActivity>;
  plan: GroupPlan;
  /** What the table of numbers had that names nobody. */
  unknown: readonly string[];
}

const emptyPlan: GroupPlan = {
  method: 'random',
  groups: null,
  size: null,
  like: null,
  people: null,
  numbers: {},
  constraints: { together: [], apart: [], not_alone: [] },
  name: '',
  task: '',
  minutes: 15,
  may_choose: false,
  capacity: null,
};

/** The longest wait that a timer takes, in milliseconds. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** The groups of one room: who is where by now, which the desk is told, and what staff and students ask. */
export class Breakouts implements RoomTool {
  readonly name = 'breakouts';
  readonly store: StoreApi<BreakoutsState>;
  readonly #room: Room;
  readonly #desk: Desk;
  readonly #before: string;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(room: Room, sessionId: string, desk: Desk) {
    this.#room = room;
    this.#desk = desk;
    this.#before = `breakouts.before.${sessionId}`;
    this.store = createStore<BreakoutsState>(() => ({
      breakout: null,
      desk: null,
      activity: new Map(),
      plan: emptyPlan,
      unknown: [],
    }));
  }

  /** The server's time, in milliseconds. */
  now(): number {
    return Date.now() + (this.#room.store.getState().entered?.clockOffset ?? 0);
  }

  restore(snapshot: unknown): void {
    const { breakout, desk } = snapshot as Snapshot;
    this.store.setState({ breakout, desk, activity: new Map() });
    this.#settle();
  }

  receive(event: ServerEvent): void {
    if (event.type === 'breakout:changed') {
      this.store.setState(({ desk, activity }) => ({
        breakout: event.breakout,
        desk: event.breakout === null ? null : desk,
        activity: event.breakout === null ? new Map() : activity,
      }));
      this.#settle();
    } else if (event.type === 'breakout:desk') {
      this.store.setState({ desk: event.desk });
    } else if (event.type === 'breakout:activity') {
      this.store.setState({ activity: new Map(event.groups.map((group) => [group.id, group])) });
    }
  }

  settled(): void {
    // Nothing of this waits in the outbox: what could not be asked is said at once.
  }

  plan(change: Partial<GroupPlan>): void {
    this.store.setState(({ plan }) => ({ plan: { ...plan, ...change } }));
  }

  /** Draws as the plan says, into so many groups. */
  async draw(count: number): Promise<void> {
    const { plan } = this.store.getState();
    const numbers = plan.method === 'mixed' ? plan.numbers : {};
    const { breakout, desk } = await this.#room.socket.request<'breakout:create'>({
      type: 'breakout:create',
      plan: { ...plan, numbers, groups: plan.like === null ? count : null },
    });
    // The events of it come too; whichever is first.
    this.store.setState({ breakout, desk });
  }

  async assign(version: number, groups: GroupAssignment[]): Promise<void> {
    const rest = { task: null, minutes: null, may_choose: null };
    await this.#room.socket.request<'breakout:assign'>({ type: 'breakout:assign', version, groups, ...rest });
  }

  async open(): Promise<void> {
    await this.#room.socket.request<'breakout:open'>({ type: 'breakout:open', seconds: 5 });
  }

  async move(participant: string, group: string | null): Promise<void> {
    await this.#room.socket.request<'breakout:move'>({ type: 'breakout:move', participant, group });
  }

  async addMinutes(minutes: number): Promise<void> {
    await this.#room.socket.request<'breakout:time'>({ type: 'breakout:time', minutes });
  }

  async broadcast(text: string): Promise<void> {
    await this.#room.socket.request<'breakout:broadcast'>({ type: 'breakout:broadcast', text });
  }

  async speakToAll(on: boolean): Promise<void> {
    await this.#room.socket.request<'breakout:voice'>({ type: 'breakout:voice', on });
  }

  async callForHelp(on: boolean): Promise<void> {
    await this.#room.socket.request<'breakout:help'>({ type: 'breakout:help', on });
  }

  async end(seconds: number): Promise<void> {
    await this.#room.socket.request<'breakout:end'>({ type: 'breakout:end', seconds });
  }

  async saved(): Promise<readonly SavedBreakout[]> {
    return (await this.#room.socket.request<'breakout:saved'>({ type: 'breakout:saved' })).breakouts;
  }

  /** Reads a table of numbers. They stay on this page. */
  async readNumbers(file: Blob): Promise<void> {
    const table = await base64(file);
    const { numbers, unknown } = await this.#room.socket.request<'breakout:numbers'>({
      type: 'breakout:numbers',
      table,
    });
    this.plan({ numbers });
    this.store.setState({ unknown });
  }

  /** Says who is in which group now, and once more when time changes it. */
  #settle(): void {
    const { breakout } = this.store.getState();
    const now = this.now();
    const groups = placesOf(breakout, now);
    this.#desk.setState({ groups });
    this.#restoreDevices(groups);
    if (this.#timer !== null) clearTimeout(this.#timer);
    const next = nextChange(breakout, now);
    this.#timer =
      next === null ? null : setTimeout(() => this.#settle(), Math.min(LONGEST_WAIT, Math.max(0, next - now) + 1));
  }

  /** Microphone and camera are at the end as they were at the beginning. */
  #restoreDevices(groups: ReadonlyMap<string, string>): void {
    const selfId = this.#room.store.getState().entered?.selfId;
    if (selfId === undefined) return;
    const before = kept(this.#before);
    if (groups.has(selfId)) {
      if (before === null) keep(this.#before, JSON.stringify(this.#room.muted.getState()));
    } else if (before !== null) {
      keep(this.#before, null);
      const muted = JSON.parse(before) as Muted;
      for (const kind of ['audio', 'video'] as const) {
        if (this.#room.muted.getState()[kind] !== muted[kind]) void this.#room.setMuted(kind, muted[kind]);
      }
    }
  }
}

async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
