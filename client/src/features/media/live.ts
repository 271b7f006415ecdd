import { ApiError } from '../../core/api.ts';
import { api } from '../../core/client.ts';
import { Devices, type EffectNotice } from '../../core/devices.ts';
import { tabInstance } from '../../core/instance.ts';
import type { DeviceKind, Muted } from '../../core/protocol.gen.ts';
import { recall, remember } from '../../core/preferences.ts';
import { Room, type RoomOptions } from '../../core/room.ts';
import type { ClosedReason, DurableMessage, Outbox, Ticket } from '../../core/socket.ts';
import { keep, kept } from '../../core/tabStorage.ts';
import type { JoinAnswer } from '../../core/types.ts';
import { languageStore, load } from '../../i18n/language.ts';
import { toast } from '../../ui/toasts.ts';

/** The devices of this page: pre-join opens them, the room takes them over. */
export const devices = new Devices((notice) => void tell(notice));

async function tell(notice: EffectNotice): Promise<void> {
  toast((await load(languageStore.getState().language, 'comfort'))[notice]);
}

/** Tickets that pre-join has got and the room has not used yet. */
const tickets = new Map<string, { ticket: Ticket; got: number }>();
const TICKET_FRESH_MS = 60_000;

/** Asks to be let in; `ApiError` with `session_not_live` before the start. */
export async function requestTicket(sessionId: string): Promise<Ticket> {
  return ticketOf(await api.post<JoinAnswer>(`/sessions/${sessionId}/join`));
}

export function ticketOf({ ws_url, participant_token, expires_in }: JoinAnswer): Ticket {
  return { url: new URL(ws_url, location.href).href, token: participant_token, expiresIn: expires_in };
}

/** Notes that this tab goes into the room, and how; a reload goes straight back in. */
export function admit(sessionId: string, muted: Muted, ticket: Ticket): void {
  tickets.set(sessionId, { ticket, got: Date.now() });
  keep(`entered.${sessionId}`, JSON.stringify(muted));
}

export function admitted(sessionId: string): Muted | null {
  const stored = kept(`entered.${sessionId}`);
  return stored === null ? null : (JSON.parse(stored) as Muted);
}

export function dismissed(sessionId: string): void {
  keep(`entered.${sessionId}`, null);
}

/** How this person last chose to come in. */
export function rememberedMuted(): Muted {
  return { audio: recall('muted.audio') === '1', video: recall('muted.video') === '1' };
}

export function rememberMuted({ audio, video }: Muted): void {
  remember('muted.audio', audio ? '1' : null);
  remember('muted.video', video ? '1' : null);
}

/** How somebody gets into a room: by what tickets, and what a refused one means. */
export type Way = Pick<RoomOptions, 'ticket' | 'refused' | 'renewed'>;

/** The way of the course's people, who are signed in. */
const signedIn = (sessionId: string): Way => ({ ticket: () => takeTicket(sessionId), refused });

export function createRoom(sessionId: string, muted: Muted, way: Way = signedIn(sessionId)): Room {
  return new Room(
    {
      instance: tabInstance(),
      kind: deviceKind(),
      lang: () => languageStore.getState().language,
      devices,
      outbox: outbox(sessionId),
      ...way,
    },
    muted,
  );
}

function takeTicket(sessionId: string): Promise<Ticket> {
  const ready = tickets.get(sessionId);
  tickets.delete(sessionId);
  if (ready !== undefined && Date.now() - ready.got < TICKET_FRESH_MS) return Promise.resolve(ready.ticket);
  return requestTicket(sessionId);
}

const FINAL: Partial<Record<number, ClosedReason>> = {
  401: 'signed_out',
  403: 'removed',
  404: 'removed',
  410: 'ended',
};

function refused(fault: unknown): { reason: ClosedReason; code: string } | { retryAfter: number } {
  if (!(fault instanceof ApiError)) return { reason: 'refused', code: 'client_fault' };
  if (fault.transient) return { retryAfter: fault.retryAfter ?? 0 };
  if (fault.code === 'session_not_live') return { reason: 'not_live', code: fault.code };
  return { reason: FINAL[fault.status] ?? 'refused', code: fault.code };
}

function outbox(sessionId: string): Outbox {
  const key = `outbox.${sessionId}`;
  return {
    load: () => JSON.parse(kept(key) ?? '[]') as DurableMessage[],
    save: (messages) => keep(key, messages.length === 0 ? null : JSON.stringify(messages)),
  };
}

/** A phone gets fewer receive slots than a computer, whichever way it is held. */
function deviceKind(): DeviceKind {
  const coarse = matchMedia('(pointer: coarse)').matches;
  return Math.min(screen.width, screen.height) < 600 || (coarse && innerWidth < 768) ? 'phone' : 'desktop';
}
