import type { PersonParticipation } from '../../../core/protocol.gen.ts';

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
      return !hasSpoken(person);
    case 'quiet10':
      return quiet !== null && quiet >= 10;
    case 'quiet30':
      return quiet !== null && quiet >= 30;
  }
}

/** In their own words, or in those of whoever interprets for them. */
export function hasSpoken({ spoken, interpreted }: PersonParticipation): boolean {
  return spoken + interpreted > 0;
}

const all = ['name', 'talk', 'interpreted', 'groups', 'text', 'votes', 'reasons', 'quizzes', 'drawn', 'hands'] as const;
export type Column = (typeof all)[number];

/** Stand there however little there is in them. */
const ALWAYS: ReadonlySet<Column> = new Set(['name', 'talk', 'text', 'votes', 'hands']);

/** Each kind of taking part has a column of its own, from the first of it on. */
export function columnsFor(people: readonly PersonParticipation[]): readonly Column[] {
  return all.filter(
    (column) => ALWAYS.has(column) || (column !== 'name' && people.some((person) => values[column](person) > 0)),
  );
}

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
  interpreted: (person) => person.interpreted,
  groups: (person) => person.in_groups + person.group_messages,
  text: (person) => person.messages + person.questions,
  votes: (person) => person.answered,
  reasons: (person) => person.reasons,
  quizzes: (person) => person.quizzes,
  drawn: (person) => person.drawn,
  hands: (person) => person.hands,
};

/** What stands in a cell. */
export function shownAs(person: PersonParticipation, column: Exclude<Column, 'name' | 'talk'>): string {
  switch (column) {
    case 'interpreted':
      return person.interpreted === 0 ? '–' : duration(person.interpreted);
    case 'groups':
      return person.in_groups === 0 ? String(person.group_messages) : duration(person.in_groups);
    case 'votes':
      return person.rounds === 0 ? '–' : `${person.answered}/${person.rounds}`;
    default:
      return String(values[column](person));
  }
}

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
