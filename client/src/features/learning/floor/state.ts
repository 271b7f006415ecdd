import type { Floor, FloorAnswer, FloorEntry, FloorReport, Floors, ServerEvent } from '../../../core/protocol.gen.ts';

export interface FloorState {
  /** The last question. */
  floor: Floor | null;
  /** What one gave to it. */
  own: FloorAnswer | null;
  /** How the talk after a question was shared, for who teaches. */
  report: FloorReport | null;
  /** How many have given something, for who teaches. */
  answered: number;
}

export const noFloor: FloorState = { floor: null, own: null, report: null, answered: 0 };

export function restoreFloor({ floor, own, report }: Floors): FloorState {
  return { floor, own: given(own), report, answered: 0 };
}

/** The question after `event`. What comes twice changes nothing the second time. */
export function reduceFloor(state: FloorState, event: ServerEvent): FloorState {
  switch (event.type) {
    case 'floor:changed':
      return event.floor.id === state.floor?.id
        ? { ...state, floor: event.floor }
        : { ...state, floor: event.floor, own: null, answered: 0 };
    case 'floor:own':
      return event.answer.floor === state.floor?.id ? { ...state, own: given(event.answer) } : state;
    case 'floor:report':
      return { ...state, report: event.report };
    case 'floor:progress':
      return event.floor === state.floor?.id ? { ...state, answered: event.answered } : state;
    default:
      return state;
  }
}

/** The question while it is thought about. */
export function thinking({ floor }: FloorState): Floor | null {
  return floor?.state === 'thinking' ? floor : null;
}

/** The question while what was given to it is shown. */
export function shown({ floor }: FloorState): Floor | null {
  return floor?.state === 'revealed' ? floor : null;
}

/** Those who hold up a hand and have not been called, in the order in which they are. */
export function uncalled({ entries }: Floor): readonly FloorEntry[] {
  return entries.filter(({ hand, called_at }) => hand && called_at === null);
}

/** A person's place among them, from 1; null where they are not. */
export function placeIn(floor: Floor, participant: string): number | null {
  const at = uncalled(floor).findIndex(({ participant_id }) => participant_id === participant);
  return at < 0 ? null : at + 1;
}

/** What says nothing was taken back. */
function given(answer: FloorAnswer | null): FloorAnswer | null {
  return answer === null || (!answer.hand && answer.text === '') ? null : answer;
}
