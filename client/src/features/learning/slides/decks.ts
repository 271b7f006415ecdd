import { api } from '../../../core/client.ts';
import type { Deck } from '../../../core/protocol.gen.ts';
import { self } from '../../../core/room-state.ts';
import { deckForGuest, deckOfGuest } from '../../media/guests/guest.ts';
import type { Slides } from './slides.ts';

export const MAX_BYTES = 50 * 1024 * 1024;

const DECKS = '/learning/slides/decks';
const PREPARED = '/learning/slides/prepared';

function isGuest(slides: Slides): boolean {
  return self(slides.room.store.getState())?.role === 'guest';
}

/** Puts up a PDF; `onProgress` hears from 0 to 1 how far it is. */
export async function putUp(
  slides: Slides,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Deck> {
  if (isGuest(slides)) return await deckOfGuest<Deck>(file, { query: { name: file.name }, onProgress, signal });
  const query = { session_id: slides.sessionId, name: file.name };
  return await api.upload<Deck>(DECKS, file, { query, onProgress, signal });
}

/** The slides that are prepared in a course, by name. */
export async function listPrepared(courseId: string): Promise<readonly Deck[]> {
  return (await api.get<{ decks: readonly Deck[] }>(PREPARED, { query: { course_id: courseId } })).decks;
}

export async function prepare(
  courseId: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Deck> {
  const query = { course_id: courseId, name: file.name };
  return await api.upload<Deck>(PREPARED, file, { query, onProgress, signal });
}

export const removePrepared = (id: string) => api.delete(`${PREPARED}/${id}`);
export const restorePrepared = (id: string) => api.post<Deck>(`${PREPARED}/${id}/restore`);

/** The bytes from `begin` up to, not including, `end`. */
export async function partOf(slides: Slides, deck: string, begin: number, end: number): Promise<Uint8Array> {
  const range = `bytes=${begin}-${end - 1}`;
  const part = isGuest(slides)
    ? await deckForGuest(deck, range)
    : await api.download(`${DECKS}/${deck}/deck.pdf`, range);
  return new Uint8Array(await part.arrayBuffer());
}

/** `prepared`: those of the course that are not in the session yet; staff alone are told of them. */
export interface SeenDecks {
  readonly decks: readonly Deck[];
  readonly prepared: readonly Deck[];
}

export async function listDecks({ room }: Slides): Promise<SeenDecks> {
  return await room.socket.request<'slides:list'>({ type: 'slides:list' });
}

/** Takes prepared slides into the session. */
export async function take({ room }: Slides, prepared: string): Promise<Deck> {
  return (await room.socket.request<'slides:take'>({ type: 'slides:take', prepared })).deck;
}

/** Presents a deck, also in the place of whoever presents now. */
export async function show({ room }: Slides, deck: string): Promise<void> {
  await room.socket.request<'slides:show'>({ type: 'slides:show', deck, page: 1, take_over: true });
}

export async function stop({ room }: Slides): Promise<void> {
  await room.socket.request<'slides:stop'>({ type: 'slides:stop' });
}

export async function remove({ room }: Slides, deck: string): Promise<void> {
  await room.socket.request<'slides:remove'>({ type: 'slides:remove', deck });
}

export async function restore({ room }: Slides, deck: string): Promise<void> {
  await room.socket.request<'slides:restore'>({ type: 'slides:restore', deck });
}
