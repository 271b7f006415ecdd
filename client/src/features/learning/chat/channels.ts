import type { ChatPolicy, CourseRole, Participant } from '../../../core/protocol.gen.ts';

export const ROOM = 'room';
export const STAFF = 'staff';

const DIRECT = 'direct:';
const GROUP = 'group:';

/** The channel of two people. */
export function directTo(one: string, other: string): string {
  return DIRECT + [one, other].sort().join(':');
}

export const isDirect = (channel: string): boolean => channel.startsWith(DIRECT);
export const isGroup = (channel: string): boolean => channel.startsWith(GROUP);

/** Who is at the other end of a direct channel. */
export function peerOf(channel: string, selfId: string | null): string | null {
  if (!isDirect(channel)) return null;
  const [one = '', other = ''] = channel.slice(DIRECT.length).split(':');
  return one === selfId ? other : one;
}

export function isStaff(role: CourseRole | undefined): boolean {
  return role === 'professor' || role === 'co_professor' || role === 'ta';
}

export type Obstacle = 'observer' | 'closed' | 'muted' | 'direct_closed';

/** What keeps somebody from writing in a channel; the server decides by the same rule. */
export function obstacle(
  me: Participant,
  channel: string,
  settings: ChatPolicy,
  muted: boolean,
  peer: CourseRole | undefined,
): Obstacle | null {
  if (me.role === 'observer') return 'observer';
  if (isStaff(me.role) || me.role === 'admin') return null;
  if (isDirect(channel)) {
    // Of somebody who is away just now the server knows the role.
    if (peer === undefined || ((isStaff(peer) || peer === 'admin') && settings.direct !== 'nobody')) return null;
    if (muted) return 'muted';
    return settings.direct === 'everyone' ? null : 'direct_closed';
  }
  if (muted) return 'muted';
  return settings.writing === 'everyone' ? null : 'closed';
}
