import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  Breakout,
  Breakouts as Snapshot,
  GroupActivity,
  GroupAssignment,
  GroupConstraints,
  GroupDesk,
  GroupPlan,
  Muted,
  SavedBreakout,
  ServerEvent,
  UnmatchedRow,
} from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import { RequestError } from '../../../core/socket.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import type { Desk } from '../../media/desk.ts';
import { isDrawn, nextChange, placesOf, withMoved } from './places.ts';

export interface BreakoutsState {
  breakout: Breakout | null;
  /** What staff know besides. */
  desk: GroupDesk | null;
  /** By group; empty before the first is told. */
  activity: ReadonlyMap<string, GroupActivity>;
  plan: GroupPlan;
  /** What of the table of numbers could not be used: rows that are nobody's, or that cannot be read. */
  table: { unmatched: readonly UnmatchedRow[]; faultyRows: readonly number[] };
}

const emptyTable: BreakoutsState['table'] = { unmatched: [], faultyRows: [] };

const noWishes: GroupConstraints = { together: [], apart: [], not_alone: [] };

const emptyPlan: GroupPlan = {
  method: 'random',
  groups: null,
  size: null,
  like: null,
  people: null,
  numbers: {},
  constraints: noWishes,
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
  readonly sessionId: string;
  readonly #room: Room;
  readonly #desk: Desk;
  readonly #before: string;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(room: Room, sessionId: string, desk: Desk) {
    this.sessionId = sessionId;
    this.#room = room;
    this.#desk = desk;
    this.#before = `breakouts.before.${sessionId}`;
    this.store = createStore<BreakoutsState>(() => ({
      breakout: null,
      desk: null,
      activity: new Map(),
      plan: emptyPlan,
      table: emptyTable,
    }));
  }

  /** The server's time, in milliseconds. */
  now(): number {
    return Date.now() + (this.#room.store.getState().entered?.clockOffset ?? 0);
  }

  restore(snapshot: unknown): void {
    const { breakout, desk } = snapshot as Snapshot;
    this.#adopt(breakout);
    this.store.setState({ breakout, desk, activity: new Map() });
    this.#settle();
  }

  receive(event: ServerEvent): void {
    if (event.type === 'breakout:changed') {
      this.#adopt(event.breakout);
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

  /** These people are wished to be so in a drawing. */
  wish(kind: keyof GroupConstraints, people: readonly string[]): void {
    const { constraints } = this.store.getState().plan;
    this.plan({ constraints: { ...constraints, [kind]: [...constraints[kind], [...people]] } });
  }

  unwish(kind: keyof GroupConstraints, index: number): void {
    const { constraints } = this.store.getState().plan;
    this.plan({ constraints: { ...constraints, [kind]: constraints[kind].filter((_, each) => each !== index) } });
  }

  /** Draws as the plan says, into so many groups. */
  async draw(count: number): Promise<void> {
    const { plan } = this.store.getState();
    const numbers = plan.method === 'mixed' ? plan.numbers : {};
    // What a method does not look at is no reason to refuse it.
    const constraints = isDrawn(plan.method) ? plan.constraints : noWishes;
    const capacity = plan.may_choose || plan.method === 'self_select' ? plan.capacity : null;
    const { breakout, desk } = await this.#room.socket.request<'breakout:create'>({
      type: 'breakout:create',
      plan: { ...plan, numbers, constraints, capacity, groups: plan.like === null ? count : null, size: null },
    });
    // The events of it come too; whichever is first.
    this.store.setState({ breakout, desk });
  }

  async assign(version: number, groups: GroupAssignment[]): Promise<void> {
    const rest = { task: null, minutes: null, may_choose: null };
    await this.#room.socket.request<'breakout:assign'>({ type: 'breakout:assign', version, groups, ...rest });
  }

  /** Opens the groups with the task and the time that the panel says now. */
  async open(): Promise<void> {
    const { breakout, plan } = this.store.getState();
    const mayChoose = plan.may_choose || plan.method === 'self_select';
    if (
      breakout !== null &&
      (breakout.task !== plan.task.trim() || breakout.minutes !== plan.minutes || breakout.may_choose !== mayChoose)
    ) {
      await this.#room.socket.request<'breakout:assign'>({
        type: 'breakout:assign',
        version: breakout.version,
        groups: withMoved(breakout.groups, '', null),
        task: plan.task,
        minutes: plan.minutes ?? 0,
        may_choose: mayChoose,
      });
    }
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
    try {
      const { numbers, unmatched } = await this.#room.socket.request<'breakout:numbers'>({
        type: 'breakout:numbers',
        table,
      });
      this.plan({ numbers });
      this.store.setState({ table: { ...emptyTable, unmatched } });
    } catch (fault) {
      const rows = fault instanceof RequestError && fault.code === 'bad_table' ? rowsOf(fault) : [];
      if (rows.length === 0) throw fault;
      this.store.setState({ table: { ...emptyTable, faultyRows: rows } });
    }
  }

  /** What is prepared, here before a reload or by somebody else, stands in the panel as far as it is news. */
  #adopt(breakout: Breakout | null): void {
    if (breakout?.state !== 'prepared') return;
    const { breakout: before } = this.store.getState();
    const { task, minutes, may_choose, capacity } = breakout;
    if (task !== before?.task) this.plan({ task });
    if (minutes !== before?.minutes) this.plan({ minutes });
    if (may_choose !== before?.may_choose) this.plan({ may_choose });
    if (capacity !== before?.capacity) this.plan({ capacity });
  }

  /** Says who is in which group now, and once more when time changes it. */
  #settle(): void {
    const { breakout } = this.store.getState();
    const now = this.now();
    const groups = placesOf(breakout, now);
    const before = this.#desk.getState().groups;
    this.#desk.setState({ groups });
    this.#restoreDevices(groups);
    this.#endScreen(before, groups);
    if (this.#timer !== null) clearTimeout(this.#timer);
    const next = nextChange(breakout, now);
    this.#timer =
      next === null ? null : setTimeout(() => this.#settle(), Math.min(LONGEST_WAIT, Math.max(0, next - now) + 1));
  }

  /** A screen is for those among whom it was begun: the server ends it, and after a break it must not begin again. */
  #endScreen(before: ReadonlyMap<string, string>, groups: ReadonlyMap<string, string>): void {
    const selfId = this.#room.store.getState().entered?.selfId ?? '';
    if (before.get(selfId) !== groups.get(selfId)) this.#room.stopScreen(true);
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
        // Where nobody may unmute any more it stays muted, which the buttons show.
        if (this.#room.muted.getState()[kind] !== muted[kind])
          this.#room.setMuted(kind, muted[kind]).catch(() => undefined);
      }
    }
  }
}

/** The rows that a refused table has to be changed in. */
function rowsOf({ details }: RequestError): number[] {
  return details.flatMap(({ field }) => {
    const row = /^rows\[(\d+)\]$/.exec(field)?.[1];
    return row === undefined ? [] : [Number(row)];
  });
}

async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
