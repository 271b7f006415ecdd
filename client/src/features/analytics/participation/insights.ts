import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  ParticipationAllow,
  ParticipationOfClass,
  ParticipationOwn,
  PersonParticipation,
  ServerEvent,
} from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';

export type Sees = ParticipationAllow['assistants'];

export interface InsightsState {
  /** How the class takes part, for those who see that. */
  of: ParticipationOfClass | null;
  own: ParticipationOwn['own'] | null;
}

export const nothingYet: InsightsState = { of: null, own: null };

/** What is known after `event`. */
export function reduceInsights(state: InsightsState, event: ServerEvent): InsightsState {
  if (event.type === 'participation:class') return { ...state, of: event };
  return event.type === 'participation:own' ? { ...state, own: event.own } : state;
}

export const filters = ['all', 'unspoken', 'quiet10', 'quiet30'] as const;
export type Filter = (typeof filters)[number];

/** For how many minutes nobody has taken part who is here; null for who is not. */
export function quietMinutes(person: PersonParticipation, now: Date): number | null {
  if (person.quiet_since === null) return null;
  return Math.max(0, Math.floor((now.getTime() - Date.parse(person.quiet_since)) / 60_000));
}

export function passes(person: PersonParticipation, filter: Filter, now: Date): boolean {
  const quiet = quietMinutes(person, now);
  switch (filter) {
    case 'all':
      return true;
    case 'unspoken':
      return person.spoken === 0;
    case 'quiet10':
      return quiet !== null && quiet >= 10;
    case 'quiet30':
      return quiet !== null && quiet >= 30;
  }
}

export const columns = ['name', 'talk', 'chat', 'votes', 'hands'] as const;
export type Column = (typeof columns)[number];

export interface Order {
  by: Column;
  down: boolean;
}

/** Talk is compared by the minute present: who came late is no quieter for that. */
export function talkRate(person: PersonParticipation): number {
  return person.spoken / Math.max(1, person.minutes);
}

const values: Record<Exclude<Column, 'name'>, (person: PersonParticipation) => number> = {
  talk: talkRate,
  chat: (person) => person.messages + person.group_messages + person.questions,
  votes: (person) => person.answered + person.quizzes,
  hands: (person) => person.hands,
};

export function sorted(
  people: readonly PersonParticipation[],
  { by, down }: Order,
  locale: string,
): readonly PersonParticipation[] {
  const names = (one: PersonParticipation, other: PersonParticipation) => one.name.localeCompare(other.name, locale);
  const compare = (one: PersonParticipation, other: PersonParticipation) =>
    by === 'name' ? names(one, other) : values[by](one) - values[by](other) || names(one, other);
  return [...people].sort((one, other) => (down ? -compare(one, other) : compare(one, other)));
}

/** 75 → 1:15 */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Participation in one room, as far as this person sees it. */
export class Insights implements RoomTool {
  readonly name = 'participation';
  readonly store: StoreApi<InsightsState> = createStore<InsightsState>(() => nothingYet);
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  restore(): void {
    // What is told as state comes after every join.
    this.store.setState(nothingYet, true);
  }

  receive(event: ServerEvent): void {
    this.store.setState((state) => reduceInsights(state, event), true);
  }

  settled(): void {
    // It is decided while connected, or not at all.
  }

  async allow(assistants: Sees): Promise<void> {
    await this.#room.socket.request<'participation:allow'>({ type: 'participation:allow', assistants });
  }
}
