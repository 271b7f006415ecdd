import type { Breakout, Group, GroupAssignment, GroupPlan, Participant } from '../../../core/protocol.gen.ts';

const NOBODY: ReadonlyMap<string, string> = new Map();

/** The group of everybody who is in one at a time of the server's clock. */
export function placesOf(breakout: Breakout | null, now: number): ReadonlyMap<string, string> {
  if (breakout?.state !== 'open' || breakout.opens_at === null || now < Date.parse(breakout.opens_at)) return NOBODY;
  const places = new Map(breakout.groups.flatMap(({ id, people }) => people.map((person) => [person, id])));
  for (const { id, visitors } of breakout.groups) {
    for (const { participant_id, since } of visitors) if (Date.parse(since) <= now) places.set(participant_id, id);
  }
  return places;
}

/** When somebody's place changes by time alone. The end is told by the server. */
export function nextChange(breakout: Breakout | null, now: number): number | null {
  if (breakout?.state !== 'open') return null;
  const visits = breakout.groups.flatMap(({ visitors }) => visitors.map(({ since }) => since));
  const times = [breakout.opens_at, ...visits].flatMap((time) => (time === null ? [] : [Date.parse(time)]));
  const later = times.filter((time) => time > now);
  return later.length === 0 ? null : Math.min(...later);
}

export function groupOf(breakout: Breakout, person: string): Group | null {
  return breakout.groups.find(({ people }) => people.includes(person)) ?? null;
}

/** All groups, with one person in another of them or in none. */
export function withMoved(groups: readonly Group[], person: string, to: string | null): GroupAssignment[] {
  return groups.map(({ id, name, people }) => ({
    id,
    name,
    people: [...people.filter((each) => each !== person), ...(id === to ? [person] : [])],
  }));
}

/** The server makes no more. */
export const MOST_GROUPS = 100;
/** How many people a group has where nobody has said. */
const USUAL_SIZE = 4;

/** How many groups a plan makes of so many people. */
export function groupCount({ groups, size }: GroupPlan, people: number, most: number): number {
  const wanted = size !== null ? Math.round(people / size) : (groups ?? Math.max(2, Math.round(people / USUAL_SIZE)));
  return Math.min(most, Math.max(1, wanted));
}

/** Whether a search makes the groups, which keeps wishes. */
export function isDrawn(method: GroupPlan['method']): boolean {
  return method === 'random' || method === 'mixed';
}

/** `4:05` of milliseconds that are left. */
export function leftTime(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Whoever is in groups; the others look in. */
export function isMember({ role }: Participant): boolean {
  return role === 'student';
}
