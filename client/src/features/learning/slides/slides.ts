import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ServerEvent, Slides as Snapshot } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import { isStaff, self } from '../../../core/room-state.ts';
import type { Desk } from '../../media/desk.ts';
import { noSlides, reduceSlides, restoreSlides, type SlidesState } from './state.ts';

/** A laser that has not moved for so long is gone, in milliseconds. */
const POINTER_REST = 5_000;

/** Slides of one room. What draws them is fetched when there is something to draw. */
export class Slides implements RoomTool {
  readonly name = 'slides';
  readonly store: StoreApi<SlidesState> = createStore<SlidesState>(() => noSlides);
  readonly room: Room;
  readonly sessionId: string;
  readonly #desk: Desk;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(room: Room, sessionId: string, desk: Desk) {
    this.room = room;
    this.sessionId = sessionId;
    this.#desk = desk;
    // Whoever sits an exam has nothing else before them.
    desk.subscribe(({ exam, stage }) => {
      if (exam && stage === this.name) desk.setState({ stage: null });
    });
    room.store.subscribe(() => this.#offer());
  }

  restore(snapshot: unknown): void {
    this.#become(restoreSlides(this.store.getState(), snapshot as Snapshot));
  }

  receive(event: ServerEvent): void {
    this.#become(reduceSlides(this.store.getState(), event));
    if (event.type !== 'slides:pointer') return;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.store.setState({ pointer: null }), POINTER_REST);
  }

  settled(): void {
    // Slides are presented while connected, or not at all; the page that one goes to is asked again by what turns it.
  }

  /** Whether this person may present. */
  get mayPresent(): boolean {
    const me = self(this.room.store.getState());
    return me !== null && (isStaff(me) || this.store.getState().presenters.includes(me.id));
  }

  async permit(participant: string, on: boolean): Promise<void> {
    await this.room.socket.request<'slides:permit'>({ type: 'slides:permit', participant, on });
  }

  /** What begins for everybody fills everybody's stage, whose end gives it free. */
  #become(state: SlidesState): void {
    const before = this.store.getState().presentation;
    const { presentation } = state;
    this.store.setState(state, true);
    this.#offer();
    const begins = presentation?.deck.id !== before?.deck.id || presentation?.participant_id !== before?.participant_id;
    if (presentation !== null && begins && !this.#desk.getState().exam) this.#desk.setState({ stage: this.name });
    else if (presentation === null && before !== null && this.#desk.getState().stage === this.name)
      this.#desk.setState({ stage: null });
  }

  /** The bar has a button for slides where one may present, or somebody does. */
  #offer(): void {
    const offered = this.mayPresent || this.store.getState().presentation !== null;
    const { hidden } = this.#desk.getState();
    if (offered === hidden.includes(this.name))
      this.#desk.setState({ hidden: offered ? hidden.filter((name) => name !== this.name) : [...hidden, this.name] });
  }
}
