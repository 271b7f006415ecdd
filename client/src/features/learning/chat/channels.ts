import type { ChatPolicy, Participant } from '../../../core/protocol.gen.ts';

export const ROOM = 'room';
export const STAFF = 'staff';

const DIRECT = 'direct:';
const GROUP = 'group:';

/** The channel of two people. */
export function directTo(one: string, other: string): string {
  return DIRECT + [one, other].sort().join(':');
}

export const isDirect = (channel: string): boolean => channel.startsWith(DIRECT);
/** The channel of a group. */
export const ofGroup = (group: string): string => GROUP + group;
export const isGroup = (channel: string): boolean => channel.startsWith(GROUP);

/** Who is at the other end of a direct channel. */
export function peerOf(channel: string, selfId: string | null): string | null {
  if (!isDirect(channel)) return null;
  const [one = '', other = ''] = channel.slice(DIRECT.length).split(':');
  return one === selfId ? other : one;
}

/** Somebody as the chat sees them: who has gone has a role alone. */
export type Writer = Pick<Participant, 'role'> & Partial<Pick<Participant, 'co_host'>>;

/** Professors, assistants and co-hosts: they moderate. */
export function moderates(person: Writer | undefined): boolean {
  if (person === undefined) return false;
  const { role, co_host: coHost = false } = person;
  return role === 'professor' || role === 'co_professor' || role === 'ta' || coHost;
}

/** Whom nothing keeps from writing, and nobody mutes. */
export const isTrusted = (person: Writer | undefined): boolean => moderates(person) || person?.role === 'admin';

/** Guests share a link or a screen: the API, to which files go, knows none of them. */
export const sendsFiles = (person: Writer): boolean => person.role !== 'guest';

export type Obstacle = 'observer' | 'closed' | 'muted' | 'direct_closed' | 'guest_direct';

/** What keeps somebody from writing in a channel; the server decides by the same rule. */
export function obstacle(
  me: Participant,
  channel: string,
  settings: ChatPolicy,
  muted: boolean,
  peer: Writer | undefined,
): Obstacle | null {
  if (me.role === 'observer') return 'observer';
  if (isTrusted(me)) return null;
  if (isDirect(channel)) {
    // Of somebody who is away just now the server knows the role.
    if (peer === undefined || (isTrusted(peer) && settings.direct !== 'nobody')) return null;
    if (me.role === 'guest' || peer.role === 'guest') return 'guest_direct';
    if (muted) return 'muted';
    return settings.direct === 'everyone' ? null : 'direct_closed';
  }
  if (muted) return 'muted';
  return settings.writing === 'everyone' ? null : 'closed';
}
