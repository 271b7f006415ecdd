import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PlanOutline, PlanRun, Plans as Snapshot, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';

export interface PlansState {
  /** How the class goes through its plan, for staff. */
  run: PlanRun | null;
  /** What the steps are called, where everybody may know. */
  outline: PlanOutline | null;
}

/** What is known of one room's lesson plan. How it is led is in `leading.ts`, which is fetched by who leads. */
export class Plans implements RoomTool {
  readonly name = 'plan';
  readonly store: StoreApi<PlansState> = createStore<PlansState>(() => ({ run: null, outline: null }));
  readonly room: Room;
  /** The run as the server told it last: what is arranged here stands before it is stored. */
  told: PlanRun | null = null;

  constructor(room: Room) {
    this.room = room;
  }

  restore(snapshot: unknown): void {
    this.store.setState(snapshot as Snapshot, true);
    this.told = this.store.getState().run;
  }

  receive(event: ServerEvent): void {
    if (event.type === 'plan:changed') {
      this.told = event.run;
      this.store.setState({ run: event.run });
    } else if (event.type === 'plan:outline') this.store.setState({ outline: event.outline });
  }

  settled(): void {
    // A class is led while connected, or not at all.
  }
}
