import type { CourseRole, Session } from '../../core/types.ts';

/** Where a session stands at a moment. `overdue`: its time has come and nobody has started it. */
export type Standing = 'live' | 'soon' | 'later' | 'overdue' | 'ended' | 'cancelled';

const MINUTE = 60_000;

/** From how long before its time a session is the thing to do now. */
const SOON = 60 * MINUTE;

export const startOf = (session: Session): Date => new Date(session.started_at ?? session.scheduled_at);

/** When it ended, or is to end: a session that was started early or late keeps its length. */
export function endOf(session: Session): Date {
  return session.ended_at === null
    ? new Date(startOf(session).getTime() + session.duration_minutes * MINUTE)
    : new Date(session.ended_at);
}

export function standing(session: Session, now: Date): Standing {
  if (session.status !== 'scheduled') return session.status;
  const left = startOf(session).getTime() - now.getTime();
  if (left <= 0) return 'overdue';
  return left <= SOON ? 'soon' : 'later';
}

/** Still worth showing as coming: live, or planned and not yet over. */
export function isAhead(session: Session, now: Date): boolean {
  return session.status === 'live' || (session.status === 'scheduled' && endOf(session) > now);
}

/** What to do next: a live class before all others, then the earliest. */
export function nextOf(sessions: readonly Session[], now: Date): Session | undefined {
  const ahead = sessions.filter((session) => isAhead(session, now));
  return ahead.find((session) => session.status === 'live') ?? ahead[0];
}

export function isSameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}

/** Works on the course's teaching: its question bank among others. */
export const teaches = (role: CourseRole | undefined): boolean => owns(role) || role === 'ta';

/** May change the course, its people and its sessions, and start them. */
export const owns = (role: CourseRole | undefined): boolean =>
  role === 'professor' || role === 'co_professor' || role === 'admin';
