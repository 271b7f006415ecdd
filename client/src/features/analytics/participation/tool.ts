import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  ParticipationAllow,
  ParticipationOfClass,
  ParticipationOwn,
  ServerEvent,
} from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';

export type Sees = ParticipationAllow['assistants'];

export interface InsightsState {
  /** How the class takes part, for those who see that. */
  of: ParticipationOfClass | null;
  own: ParticipationOwn['own'] | null;
}

export const nothingYet: InsightsState = { of: null, own: null };

/** What is known after `event`. */
export function reduceInsights(state: InsightsState, event: ServerEvent): InsightsState {
  if (event.type === 'participation:class') return { ...state, of: event };
  return event.type === 'participation:own' ? { ...state, own: event.own } : state;
}

/** Participation in one room, as far as this person sees it. */
export class Insights implements RoomTool {
  readonly name = 'participation';
  readonly store: StoreApi<InsightsState> = createStore<InsightsState>(() => nothingYet);
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  restore(): void {
    // What is told as state comes after every join.
    this.store.setState(nothingYet, true);
  }

  receive(event: ServerEvent): void {
    this.store.setState((state) => reduceInsights(state, event), true);
  }

  settled(): void {
    // It is decided while connected, or not at all.
  }

  /** Whose words an interpreter speaks from now on; null: nobody's in particular. */
  async voice(interpreter: string, person: string | null): Promise<void> {
    await this.#room.socket.request<'participation:voice'>({ type: 'participation:voice', interpreter, person });
    this.store.setState(({ of }) => {
      if (of === null) return {};
      const { [interpreter]: _, ...others } = of.voices;
      return { of: { ...of, voices: person === null ? others : { ...others, [interpreter]: person } } };
    });
  }

  async allow(assistants: Sees): Promise<void> {
    await this.#room.socket.request<'participation:allow'>({ type: 'participation:allow', assistants });
  }
}
