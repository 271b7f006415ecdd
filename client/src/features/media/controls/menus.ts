import type { Participant } from '../../../core/protocol.gen.ts';
import { isHost } from '../../../core/room-state.ts';
import type { Room } from '../../../core/room.ts';
import { textNow } from '../../../i18n/index.ts';
import type { MenuItem } from '../../../ui/Menu.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../attempt.ts';

const PROFESSORS = new Set<string>(['professor', 'co_professor']);

/** What a host may do with a person. */
export function personMenu(room: Room, person: Participant, me: Participant, askRemove: () => void): MenuItem[] {
  const text = textNow('controls');
  if (text === undefined || !isHost(me)) return [];
  const participant = person.id;
  const other = participant !== me.id;
  const mayBeRemoved = other && !isHost(person);
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
  if (other && PROFESSORS.has(me.role) && !PROFESSORS.has(person.role) && person.role !== 'observer') {
    items.push({
      label: person.co_host ? text.endCoHost : text.makeCoHost,
      icon: 'shield',
      onSelect: () =>
        attempt(room.socket.request<'room:co_host'>({ type: 'room:co_host', participant, on: !person.co_host })),
    });
  }
  if (mayBeRemoved) items.push({ label: text.remove, icon: 'user-x', danger: true, onSelect: askRemove });
  return items;
}

/** What else hosts have in the menu “more”. */
export function hostMenu(room: Room, me: Participant, openSettings: () => void): MenuItem[] {
  const text = textNow('controls');
  if (text === undefined || !isHost(me)) return [];
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
    { label: text.settings, icon: 'shield', onSelect: openSettings },
  ];
}
