import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { ApiError } from '../../../core/api.ts';
import type { Message } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { self } from '../../../core/room-state.ts';
import { textNow, useErrorText, useText } from '../../../i18n/index.ts';
import { toast } from '../../../ui/toasts.ts';
import { useLiveRoom, type StartFeature } from '../../media/context.ts';
import type { Desk } from '../../media/desk.ts';
import { narrator } from '../../media/narrator.ts';
import { directTo, isDirect, isTrusted, moderates } from './channels.ts';
import { Chat } from './chat.ts';
import { ChatPanel } from './ChatPanel.tsx';
import { ChatNews } from './news.ts';
import { unreadCount } from './state.ts';

/** The chat as a tool of the room, with its panel. */
export const chatFeature: StartFeature = (room, sessionId, desk) => {
  const chat = new Chat(room, sessionId);
  followGroups(room, chat, desk);
  return {
    name: chat.name,
    restore: (snapshot) => chat.restore(snapshot),
    receive: (event) => chat.receive(event),
    settled: (message, outcome) => chat.settled(message, outcome),
    panel: {
      icon: 'message-square',
      place: 'side',
      shortcut: 'KeyC',
      label: (words) => words.panels.chat,
      useUnread: () => useStore(chat.store, unreadCount),
      unread: (words, count) => words.unread(count),
      Panel: () => <ChatPanel chat={chat} />,
    },
    Overlay: () => <News chat={chat} />,
    personMenu: (person, me) => {
      const text = textNow('chat');
      if (text === undefined || person.id === me.id || me.role === 'observer') return [];
      const strangers = me.role === 'guest' || person.role === 'guest';
      if (strangers && !isTrusted(me) && !isTrusted(person)) return [];
      const muted = chat.store.getState().muted.includes(person.id);
      const items = [
        {
          label: text.write(person.name),
          icon: 'message-square' as const,
          onSelect: () => {
            chat.open(directTo(me.id, person.id));
            desk.setState({ panel: chat.name });
          },
        },
      ];
      if (!moderates(me) || isTrusted(person)) return items;
      return [
        ...items,
        {
          label: muted ? text.unmuteOne : text.muteOne,
          icon: 'mic-off' as const,
          onSelect: () => {
            chat.mute(person.id, !muted);
            toast((muted ? text.unmutedOne : text.mutedOne)(person.name), () => chat.mute(person.id, muted));
          },
        },
      ];
    },
  };
};

/** The chat of the group that one is in is among the channels. */
function followGroups(room: Room, chat: Chat, desk: Desk): void {
  desk.subscribe(({ groups }, before) => {
    const me = self(room.store.getState());
    if (me === null || groups === before.groups) return;
    const group = groups.get(me.id) ?? null;
    if (group !== (before.groups.get(me.id) ?? null)) chat.inGroup(group, me.role === 'student');
  });
}

/** Tells what is new: aloud without flooding, and what is meant for oneself also to the eye where the chat is closed. */
function News({ chat }: { chat: Chat }) {
  const text = useText('chat');
  const errorText = useErrorText();
  const { desk } = useLiveRoom();
  const channels = useStore(chat.store, (state) => state.channels);
  const news = useRef<ChatNews | null>(null);
  const words = useRef(text);

  useEffect(() => {
    chat.whenRefused(({ code, message }) => toast(errorText(new ApiError(code, { status: 400, message })).what));
  });

  useEffect(() => {
    words.current = text;
  }, [text]);

  useEffect(() => {
    news.current ??= new ChatNews(narrator, () => words.current);
    const all = Object.values(channels).flatMap(({ messages }) => messages);
    const forMe = news.current.see(all, chat.selfId).findLast((message) => concerns(message, chat.selfId));
    if (forMe === undefined || desk.getState().panel === chat.name) return;
    toast(isDirect(forMe.channel) ? words.current.directFrom(forMe.name) : words.current.mentioned(forMe.name));
  }, [chat, desk, channels]);
  return null;
}

function concerns({ channel, mentions }: Message, selfId: string | null): boolean {
  return isDirect(channel) || mentions.some(({ id }) => id === selfId);
}
