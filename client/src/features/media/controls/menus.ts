import { api } from '../../../core/client.ts';
import type { Participant } from '../../../core/protocol.gen.ts';
import { isHost, teaches } from '../../../core/room-state.ts';
import type { Room } from '../../../core/room.ts';
import { textNow } from '../../../i18n/index.ts';
import type { MenuItem } from '../../../ui/Menu.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../attempt.ts';
import { mayEnd } from '../context.ts';

const PROFESSORS = new Set<string>(['professor', 'co_professor']);
const HOST_NOTHING = new Set<string>(['observer', 'guest']);

/** What a person sends by WHIP: the source's name, of which the sound has a name of its own, and the sender's word for it. */
export function programsOf(person: Participant): { source: string; label: string }[] {
  const labels = new Map<string, string>();
  for (const { source, label } of person.sources) {
    if (source.startsWith('whip-')) labels.set(source.replace(/-audio$/, ''), label);
  }
  return [...labels].map(([source, label]) => ({ source, label }));
}

/** Ends what comes by WHIP, whoever left it running. */
export function endItem(sessionId: string, { source, label }: { source: string; label: string }): MenuItem[] {
  const text = textNow('controls');
  if (text === undefined) return [];
  const path = `/sessions/${sessionId}/whip/${encodeURIComponent(source)}`;
  return [{ label: text.endSource(label), icon: 'video-off', danger: true, onSelect: () => attempt(api.delete(path)) }];
}

interface Ways {
  sessionId: string;
  askRemove: () => void;
}

/** What a host may do with a person. */
export function personMenu(room: Room, person: Participant, me: Participant, ways: Ways): MenuItem[] {
  const text = textNow('controls');
  if (text === undefined || !isHost(me)) return [];
  const participant = person.id;
  const other = participant !== me.id;
  const mayBeRemoved = other && !isHost(person) && (teaches(me) || !(teaches(person) || person.role === 'admin'));
  const items: MenuItem[] = [];
  const ask = (kind: 'audio' | 'video') =>
    attempt(
      room.socket
        .request<'room:ask_unmute'>({ type: 'room:ask_unmute', participant, kind })
        .then(() => toast(text.askedThem(person.name))),
    );
  const mute = (kind: 'audio' | 'video') =>
    attempt(room.socket.request<'room:mute'>({ type: 'room:mute', participant, kind }));
  if (other && person.sending) {
    items.push(
      person.muted.audio
        ? { label: text.askUnmute, icon: 'mic', onSelect: () => ask('audio') }
        : { label: text.mute, icon: 'mic-off', onSelect: () => mute('audio') },
      person.muted.video
        ? { label: text.askVideo, icon: 'video', onSelect: () => ask('video') }
        : { label: text.stopVideo, icon: 'video-off', onSelect: () => mute('video') },
    );
  }
  if (other && person.role !== 'observer') {
    items.push({
      label: person.sending ? text.takeOff : text.bring,
      icon: 'presentation',
      onSelect: () =>
        attempt(room.socket.request<'room:stage'>({ type: 'room:stage', participant, on: !person.sending })),
    });
  }
  const lit = room.store.getState().settings.spotlight === participant;
  if (person.sending || lit) {
    items.push({
      label: lit ? text.noSpotlight : text.spotlight,
      icon: 'star',
      onSelect: () =>
        attempt(
          room.socket.request<'room:spotlight'>({ type: 'room:spotlight', participant: lit ? null : participant }),
        ),
    });
  }
  if (other && PROFESSORS.has(me.role) && !PROFESSORS.has(person.role) && !HOST_NOTHING.has(person.role)) {
    items.push({
      label: person.co_host ? text.endCoHost : text.makeCoHost,
      icon: 'shield',
      onSelect: () =>
        attempt(room.socket.request<'room:co_host'>({ type: 'room:co_host', participant, on: !person.co_host })),
    });
  }
  if (PROFESSORS.has(me.role)) {
    for (const program of programsOf(person)) items.push(...endItem(ways.sessionId, program));
  }
  if (mayBeRemoved) items.push({ label: text.remove, icon: 'user-x', danger: true, onSelect: ways.askRemove });
  return items;
}

/** What else hosts have in the menu “more”. */
export function hostMenu(room: Room, me: Participant, ways: { settings: () => void; guests: () => void }): MenuItem[] {
  const text = textNow('controls');
  if (text === undefined) return [];
  const guests: MenuItem = { label: text.guestLinks, icon: 'user-plus', onSelect: ways.guests };
  const invites = mayEnd(me.role) ? [guests] : [];
  if (!isHost(me)) return invites;
  return [
    {
      label: text.muteAll,
      icon: 'mic-off',
      onSelect: () =>
        attempt(
          room.socket
            .request<'room:mute'>({ type: 'room:mute', participant: null, kind: 'audio' })
            .then(() => toast(text.mutedAll)),
        ),
    },
    ...invites,
    { label: text.settings, icon: 'shield', onSelect: ways.settings },
  ];
}
