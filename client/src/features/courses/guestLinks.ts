import type { GuestLink, Session, SessionGuest } from '../../core/types.ts';
import { endOf, startOf } from './schedule.ts';

/** How many guests a link may be made for. */
export const GUESTS = [1, 2, 3, 5, 10, 20, 50, 100] as const;

/** How often it is looked at who has come, in milliseconds. */
export const LOOK_MS = 5_000;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The server's limit, short of what the request takes and of a clock that runs ahead. */
const LONGEST_MS = 90 * DAY_MS - HOUR_MS;
/** Less than this before the end of the class is no time to come in any more. */
const WORTH_MS = 10 * MINUTE_MS;

const LATER = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;

export type End = 'session' | keyof typeof LATER;

export interface EndChoice {
  end: End;
  at: Date;
}

/**
 * Until when a link may let new guests in: first until the class is to end, then later times. None before the class
 * begins, for then nobody could come by it, and none that the server would refuse.
 */
export function endChoices(session: Session, now: Date): EndChoice[] {
  const end = endOf(session);
  const choices: EndChoice[] = [
    ...(end.getTime() - now.getTime() >= WORTH_MS ? [{ end: 'session' as const, at: end }] : []),
    ...Object.entries(LATER).map(([name, after]) => ({ end: name as End, at: new Date(now.getTime() + after) })),
  ];
  const opens = session.status === 'scheduled' ? startOf(session).getTime() : 0;
  return choices.filter(({ at }) => at.getTime() > opens && at.getTime() - now.getTime() <= LONGEST_MS);
}

export type LinkStanding = 'open' | 'used_up' | 'expired' | 'revoked';

/** Whether anybody may still come by a link, and if not, why. */
export function standingOf(link: GuestLink, now: Date): LinkStanding {
  if (link.revoked_at !== null) return 'revoked';
  if (Date.parse(link.expires_at) <= now.getTime()) return 'expired';
  return link.uses >= link.max_uses ? 'used_up' : 'open';
}

/** Who came by a full or expired link may still be in the room, and is sent out by taking it back. */
export const mayTakeBack = (link: GuestLink, now: Date): boolean => {
  const standing = standingOf(link, now);
  return standing !== 'revoked' && (standing !== 'expired' || link.uses > 0);
};

export const addressOf = (secret: string): string => `${location.origin}/guest#${secret}`;

export type Stay = 'never' | 'here' | 'left' | 'sent';

/** How a guest's visit stands, and when it was over: whoever stayed to the end has left with the session. */
export function stayOf(guest: SessionGuest, session: Pick<Session, 'ended_at'>): [Stay, until: string | null] {
  const until = guest.left_at ?? guest.ended_at ?? session.ended_at;
  if (guest.ended_at !== null) return ['sent', until];
  if (guest.entered_at === null) return ['never', null];
  return [until === null ? 'here' : 'left', until];
}
