import type { Participant } from '../../../core/protocol.gen.ts';

const STAFF = new Set<string>(['professor', 'co_professor', 'ta']);

/** Whether the server lets this person call others and lower their hands. */
export function isStaff(me: Participant | null): boolean {
  return me !== null && STAFF.has(me.role);
}
