import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { DocumentSession } from '../documents/session.ts';
import type { Unsent } from '../documents/unsent.ts';
import { unpack } from '../documents/updates.ts';
import { NoteDocument } from './document.ts';

/** Whoever has not written for so long is not writing, in milliseconds. */
const WRITING_REST = 3_000;

const UNWANTED = new Set([
  'note_closed',
  'observers_do_not_write',
  'exam_mode',
  'not_your_client',
  'bad_update',
  'note_full',
]);

/** One note that is open: its text, and who else is writing in it. */
export class NoteSession extends DocumentSession<NoteDocument> {
  /** The ids of those who write now. */
  readonly writers: StoreApi<readonly string[]> = createStore<readonly string[]>(() => []);
  readonly note: string;
  readonly #room: Room;
  readonly #rests = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(room: Room, note: string, unsent: Unsent) {
    const { socket } = room;
    super({
      id: note,
      unsent,
      unwanted: UNWANTED,
      missing: 'no_such_note',
      make: (onChange) => new NoteDocument(onChange),
      open: async (vector) => {
        const opened = await socket.request<'notes:sync'>({ type: 'notes:sync', note, payload: vector });
        return { payload: opened.payload, mayWrite: opened.may_write, people: opened.people };
      },
      write: (payload) => socket.request<'notes:write'>({ type: 'notes:write', note, payload }),
      leave: () => socket.request<'notes:leave'>({ type: 'notes:leave', note }),
    });
    this.#room = room;
    this.note = note;
  }

  receive(event: ServerEvent): void {
    if (event.type === 'notes:update' && event.note === this.note) {
      this.document.receive(unpack(event.payload));
      this.#write(event.people);
    } else if (event.type === 'notes:settings' && event.note === this.note) {
      void this.sync();
    }
  }

  override close(): void {
    for (const timer of this.#rests.values()) clearTimeout(timer);
    super.close();
  }

  #write(people: readonly string[]): void {
    const self = this.#room.store.getState().entered?.selfId;
    for (const id of people) {
      if (id === self) continue;
      clearTimeout(this.#rests.get(id));
      this.#rests.set(
        id,
        setTimeout(() => {
          this.writers.setState(
            this.writers.getState().filter((other) => other !== id),
            true,
          );
        }, WRITING_REST),
      );
      if (!this.writers.getState().includes(id)) this.writers.setState([...this.writers.getState(), id], true);
    }
  }
}
