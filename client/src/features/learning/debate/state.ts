import type { Debate, Debates as Snapshot, DebateSpeaker, ServerEvent } from '../../../core/protocol.gen.ts';

export type Vote = 'before' | 'after';

export interface DebateState {
  /** The last one of the session. */
  debate: Debate | null;
  /** Who argues what; the others listen. */
  sides: readonly DebateSpeaker[];
  /** One has a token for the votes, on this device or on another. */
  token: boolean;
  /** How many views are in, for who teaches. */
  voted: number;
}

export const noDebate: DebateState = { debate: null, sides: [], token: false, voted: 0 };

export function restoreDebate({ debate, sides, token }: Snapshot): DebateState {
  return { debate, sides, token, voted: 0 };
}

/** The debate after `event`. What comes twice changes nothing the second time. */
export function reduceDebate(state: DebateState, event: ServerEvent): DebateState {
  switch (event.type) {
    case 'debate:changed':
      return event.debate.id === state.debate?.id
        ? { ...state, debate: event.debate, voted: openVote(event.debate) === openVote(state.debate) ? state.voted : 0 }
        : { ...noDebate, debate: event.debate };
    case 'debate:sides':
      return event.debate === state.debate?.id ? { ...state, sides: event.sides } : state;
    case 'debate:own':
      return event.debate === state.debate?.id ? { ...state, token: true } : state;
    case 'debate:progress':
      return event.debate === state.debate?.id ? { ...state, voted: event.voted } : state;
    default:
      return state;
  }
}

/** The debate while it goes on. */
export function openDebate({ debate }: DebateState): Debate | null {
  return debate?.state === 'open' ? debate : null;
}

export function openVote(debate: Debate | null): Vote | null {
  if (debate === null || debate.state === 'closed') return null;
  return debate.before === 'open' ? 'before' : debate.after === 'open' ? 'after' : null;
}
