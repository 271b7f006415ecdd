import type { Hand, HandDown, Hands, HandSorted, Participant, ServerEvent } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';

export type HandOrder = HandSorted['order'];
export type HandKind = Hand['kind'];

export interface HandsState {
  /** By arrival. */
  hands: readonly Hand[];
  order: HandOrder;
  /** How many seconds a turn has; null where it has no end. */
  turn: number | null;
}

export const noHands: HandsState = { hands: [], order: 'arrival', turn: null };

export function restoreHands({ hands, order, turn }: Hands): HandsState {
  return { hands, order, turn };
}

/** The hands after `event`. What comes twice changes nothing the second time. */
export function reduceHands(state: HandsState, event: ServerEvent): HandsState {
  switch (event.type) {
    case 'hand:up':
      return { ...state, hands: put(state.hands, event.hand) };
    case 'hand:down':
      return { ...state, hands: state.hands.filter(({ id }) => id !== event.hand.id) };
    case 'hand:sorted':
      return { ...state, order: event.order };
    case 'hand:timed':
      return { ...state, turn: event.turn };
    default:
      return state;
  }
}

/** Those who wait for the floor, in the order in which the server calls them. */
export function waiting({ hands, order }: HandsState): readonly Hand[] {
  const waits = hands.filter(({ called_at }) => called_at === null);
  return order === 'first' ? [...waits.filter(({ first }) => first), ...waits.filter(({ first }) => !first)] : waits;
}

/** Whose turn it is. */
export function floor({ hands }: HandsState): Hand | null {
  return hands.find(({ called_at }) => called_at !== null) ?? null;
}

export function handOf({ hands }: HandsState, participant: string | null): Hand | null {
  return hands.find(({ participant_id }) => participant_id === participant) ?? null;
}

/** A person's place among those who wait, from 1; 0 while they have the floor, null without a hand. */
export function placeOf(state: HandsState, participant: string): number | null {
  if (floor(state)?.participant_id === participant) return 0;
  const at = waiting(state).findIndex(({ participant_id }) => participant_id === participant);
  return at < 0 ? null : at + 1;
}

/** Whether its own person may put a hand up again that went down: what staff dismissed only staff do. */
export function mayPutBackOwn({ why }: HandDown, me: Participant): boolean {
  return why !== 'dismissed' || isStaff(me);
}

/** Whether a turn is over time, and the whole seconds that are left of it, or that it is over. */
export function turnLeft(until: string, now: number): { over: boolean; seconds: number } {
  const seconds = (Date.parse(until) - now) / 1_000;
  return { over: seconds <= 0, seconds: Math.abs(Math.ceil(seconds)) };
}

function put(hands: readonly Hand[], hand: Hand): readonly Hand[] {
  return [...hands.filter(({ id }) => id !== hand.id), hand].sort(byArrival);
}

function byArrival(a: Hand, b: Hand): number {
  return Date.parse(a.raised_at) - Date.parse(b.raised_at) || (a.id < b.id ? -1 : 1);
}
