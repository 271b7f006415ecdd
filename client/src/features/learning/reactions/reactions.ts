import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Gesture, RoomReaction, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import { browserTiming, type Timing } from '../../../core/timing.ts';

/** How long a mark is seen. */
export const SHOWN_MS = 5_000;

export const GESTURES = ['clap', 'thumbs_up', 'heart', 'laugh', 'surprise'] as const satisfies readonly Gesture[];

export interface ReactionsState {
  /** The mark of each person, while it is seen. */
  marks: ReadonlyMap<string, Gesture>;
}

/** The reactions of one room, as long as they are seen. */
export class Reactions implements RoomTool {
  readonly name = 'reactions';
  readonly store: StoreApi<ReactionsState> = createStore<ReactionsState>(() => ({ marks: new Map() }));
  readonly #room: Pick<Room, 'socket'>;
  readonly #hear: (reactions: readonly RoomReaction[]) => void;
  readonly #timing: Timing;
  /** What is over next, by person: the mark that is to go then. */
  readonly #latest = new Map<string, number>();
  #number = 0;

  constructor(
    room: Pick<Room, 'socket'>,
    hear: (reactions: readonly RoomReaction[]) => void,
    timing: Timing = browserTiming,
  ) {
    this.#room = room;
    this.#hear = hear;
    this.#timing = timing;
  }

  restore(): void {
    // They are of the moment: none is told to who comes in.
  }

  receive(event: ServerEvent): void {
    if (event.type !== 'reaction:shown') return;
    const number = ++this.#number;
    const marks = new Map(this.store.getState().marks);
    for (const { participant_id, kind } of event.reactions) {
      marks.set(participant_id, kind);
      this.#latest.set(participant_id, number);
    }
    this.store.setState({ marks });
    this.#hear(event.reactions);
    this.#timing.after(SHOWN_MS, () => this.#forget(number));
  }

  settled(): void {
    // A reaction that did not get through is of no use later.
  }

  async show(kind: Gesture): Promise<void> {
    await this.#room.socket.request<'reaction:show'>({ type: 'reaction:show', kind });
  }

  /** The marks that nothing has come after. */
  #forget(number: number): void {
    const marks = new Map(this.store.getState().marks);
    for (const [person, latest] of this.#latest) {
      if (latest !== number) continue;
      marks.delete(person);
      this.#latest.delete(person);
    }
    this.store.setState({ marks });
  }
}

/** How many people show what now, most first. */
export function tally(reactions: Iterable<Gesture>): readonly (readonly [Gesture, number])[] {
  const counts = new Map<Gesture, number>();
  for (const kind of reactions) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return GESTURES.filter((kind) => counts.has(kind))
    .map((kind) => [kind, counts.get(kind) ?? 0] as const)
    .sort(([, a], [, b]) => b - a);
}
