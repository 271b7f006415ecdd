import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NoteInfo, Notes as Snapshot, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import { complain } from '../../media/attempt.ts';
import { Unsent } from '../documents/unsent.ts';
import type { NoteSession } from './session.ts';

export interface NotesState {
  /** The notes that there are, as far as this person was told. */
  notes: readonly NoteInfo[];
  /** The note that this person has chosen; null: their own. */
  chosen: string | null;
  session: NoteSession | null;
}

/** The notes of one room. What a note needs beyond that is fetched when one is opened. */
export class Notes implements RoomTool {
  readonly name = 'notes';
  readonly store: StoreApi<NotesState> = createStore<NotesState>(() => ({ notes: [], chosen: null, session: null }));
  readonly room: Room;
  readonly sessionId: string;
  readonly unsent: Unsent;

  constructor(room: Room, sessionId: string) {
    this.room = room;
    this.sessionId = sessionId;
    this.unsent = new Unsent(
      `note.${sessionId}`,
      (note, payload) => room.socket.request<'notes:write'>({ type: 'notes:write', note, payload }),
      (fault) => void complain(fault),
    );
    room.store.subscribe(({ connection }, before) => {
      if (connection.phase !== 'open' || before.connection.phase === 'open') return;
      this.unsent.sendAll();
      void this.store.getState().session?.sync();
    });
  }

  restore(snapshot: unknown): void {
    this.store.setState({ notes: (snapshot as Snapshot).notes });
  }

  receive(event: ServerEvent): void {
    if (event.type === 'notes:settings')
      this.store.setState(({ notes }) => ({
        notes: notes.map((each) => (each.id === event.note ? { ...each, settings: event.settings } : each)),
      }));
    this.store.getState().session?.receive(event);
  }

  settled(): void {
    // What one writes waits in the note's own queue.
  }

  /** Asks which notes there are: groups open theirs without a word. */
  async refresh(): Promise<void> {
    const { notes } = await this.room.socket
      .request<'notes:list'>({ type: 'notes:list' })
      .catch(() => this.store.getState());
    this.store.setState({ notes });
  }
}
