import type { ColdCall, ColdCalls as Snapshot, ServerEvent } from '../../../core/protocol.gen.ts';

export interface ColdCallState {
  /** The last call that one knows of. */
  call: ColdCall | null;
}

export const noCall: ColdCallState = { call: null };

export function restoreCall({ call }: Snapshot): ColdCallState {
  return { call };
}

/** The call after `event`. What comes twice changes nothing the second time. */
export function reduceCall(state: ColdCallState, event: ServerEvent): ColdCallState {
  return event.type === 'cold_call:changed' ? { call: event.call } : state;
}

/** The call of this person while they may answer it. */
export function ownCall({ call }: ColdCallState, selfId: string): ColdCall | null {
  return call !== null && call.participant_id === selfId && isOpen(call) ? call : null;
}

/** Whoever is called knows, and has not answered yet. */
export function isOpen({ state }: ColdCall): boolean {
  return state === 'warned' || state === 'called';
}

export function isOver({ state }: ColdCall): boolean {
  return state !== 'drawn' && state !== 'warned' && state !== 'called';
}
