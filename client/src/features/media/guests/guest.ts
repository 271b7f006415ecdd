import { ApiError, fetchFile, send, sendFile, type UploadOptions } from '../../../core/api.ts';
import type { Muted } from '../../../core/protocol.gen.ts';
import type { ClosedReason, Ticket } from '../../../core/socket.ts';
import type { Invitation, JoinAnswer } from '../../../core/types.ts';
import { ticketOf, type Way } from '../live.ts';
import { changePass, currentPass, keepPass, type GuestPass } from './pass.ts';

/** The calls of guests, who are signed in nowhere: each carries what entitles them. */

export async function look(pass: GuestPass, signal: AbortSignal): Promise<Invitation> {
  const { data } = await send('POST', '/guests/look', keyOf(pass), null, { signal });
  return data as Invitation;
}

/** Asks to be let in, and keeps what brings this guest back. `ApiError` with `session_not_live` before the start. */
async function comeIn(pass: GuestPass): Promise<Ticket> {
  const { data } = await send('POST', '/guests/join', { ...keyOf(pass), name: pass.name }, null);
  const ticket = ticketOf(data as JoinAnswer);
  keepPass({ ...pass, token: ticket.token });
  return ticket;
}

/** A file of a message in the room. */
export function fileForGuest(fileId: string): Promise<Blob> {
  return fetchFile('POST', `/guests/files/${fileId}`, { token: currentPass()?.token ?? '' }, null);
}

/** An image of a board in the room. */
export function imageForGuest(image: string): Promise<Blob> {
  return fetchFile('POST', `/guests/board-images/${image}`, { token: currentPass()?.token ?? '' }, null);
}

/** A part of slides in the room. */
export function deckForGuest(deck: string, range: string): Promise<Blob> {
  return fetchFile('POST', `/guests/decks/${deck}`, { token: currentPass()?.token ?? '' }, null, range);
}

/** Puts up slides that a host lets this guest present. */
export async function deckOfGuest<T>(file: Blob, options: UploadOptions): Promise<T> {
  const headers = { 'Participant-Token': currentPass()?.token ?? '' };
  return (await sendFile('/guests/decks', file, null, { ...options, headers })).data as T;
}

/** The ticket that the door has got and the room has not used yet. */
let ready: Ticket | null = null;

/** Goes in by the door: the room takes the ticket over, and a reload goes straight back in. */
export async function enterAsGuest(pass: GuestPass, muted: Muted): Promise<void> {
  ready = await comeIn(pass);
  changePass({ inside: muted });
}

/** The way of a guest into the room. */
export function guestWay(): Way {
  return {
    ticket: async () => {
      const ticket = ready;
      ready = null;
      if (ticket !== null) return ticket;
      const pass = currentPass();
      if (pass === null) throw new ApiError('guest_link_unknown', { status: 404 });
      return await comeIn(pass);
    },
    refused: refusedGuest,
    renewed: (token) => changePass({ token }),
  };
}

const REASONS: Partial<Record<string, ClosedReason>> = {
  session_not_live: 'not_live',
  session_ended: 'ended',
  session_cancelled: 'ended',
  guest_link_unknown: 'removed',
  guest_link_revoked: 'removed',
  guest_link_expired: 'removed',
  guest_link_used_up: 'removed',
};

/** What it means that a guest got no ticket. */
export function refusedGuest(fault: unknown): { reason: ClosedReason; code: string } | { retryAfter: number } {
  if (!(fault instanceof ApiError)) return { reason: 'refused', code: 'client_fault' };
  if (fault.transient) return { retryAfter: fault.retryAfter ?? 0 };
  return { reason: REASONS[fault.code] ?? 'refused', code: fault.code };
}

function keyOf({ secret, token }: GuestPass): { secret: string; again: string | null } {
  return { secret, again: token };
}
