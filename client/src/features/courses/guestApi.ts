import type { CallOptions } from '../../core/api.ts';
import { api } from '../../core/client.ts';
import type { GuestLink, MadeGuestLink, NewGuestLink, SessionGuest } from '../../core/types.ts';
import { everything } from './api.ts';

/** Links for guests of a session: for the course's professors. */
const guestLinks = (sessionId: string) => `/sessions/${sessionId}/guest-links`;
export const listGuestLinks = (sessionId: string, options?: CallOptions) =>
  api.get<GuestLink[]>(guestLinks(sessionId), options);
export const makeGuestLink = (sessionId: string, fields: NewGuestLink) =>
  api.post<MadeGuestLink>(guestLinks(sessionId), fields);
export const revokeGuestLink = (sessionId: string, linkId: string) => api.delete(`${guestLinks(sessionId)}/${linkId}`);

/** Who came to a session as a guest, by any link: for its staff. */
export const listGuests = (sessionId: string, options?: CallOptions) =>
  everything<SessionGuest>(`/sessions/${sessionId}/guests`, options);
