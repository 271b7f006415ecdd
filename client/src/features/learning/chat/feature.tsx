import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { ApiError } from '../../../core/api.ts';
import type { Message } from '../../../core/protocol.gen.ts';
import { textNow, useErrorText, useText } from '../../../i18n/index.ts';
import { announce } from '../../../ui/announce.ts';
import { toast } from '../../../ui/toasts.ts';
import { useLiveRoom, type StartFeature } from '../../media/context.ts';
import { directTo, isDirect, isStaff } from './channels.ts';
import { Chat } from './chat.ts';
import { ChatPanel } from './ChatPanel.tsx';
import { unreadCount } from './state.ts';

/** More than this at once is told as a number. */
const READ_ALOUD = 2;
const GATHER_MS = 1_500;

/** The chat as a tool of the room, with its panel. */
export const chatFeature: StartFeature = (room, sessionId, desk) => {
  const chat = new Chat(room, sessionId);
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
      if (!isStaff(me.role) || isStaff(person.role) || person.role === 'admin') return items;
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

/** Tells what is new: aloud without flooding, and what is meant for oneself also to the eye where the chat is closed. */
function News({ chat }: { chat: Chat }) {
  const text = useText('chat');
  const errorText = useErrorText();
  const { desk } = useLiveRoom();
  const channels = useStore(chat.store, (state) => state.channels);
  const told = useRef<string | null>(null);

  useEffect(() => {
    chat.whenRefused(({ code, message }) => toast(errorText(new ApiError(code, { status: 400, message })).what));
  });

  useEffect(() => {
    const all = Object.values(channels).flatMap(({ messages }) => messages);
    const last = all.reduce((newest, { id }) => (id > newest ? id : newest), '');
    if (told.current === null) {
      told.current = last;
      return;
    }
    const timer = setTimeout(() => {
      const since = told.current ?? '';
      told.current = last;
      const news = all
        .filter(({ id, participant_id, deleted }) => id > since && participant_id !== chat.selfId && deleted === null)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      if (news.length > READ_ALOUD) announce(text.newMessages(news.length));
      else if (news.length > 0) announce(news.map(({ name, text: words }) => text.announced(name, words)).join(' '));
      const forMe = news.findLast((message) => concerns(message, chat.selfId));
      if (forMe !== undefined && desk.getState().panel !== chat.name) {
        toast(isDirect(forMe.channel) ? text.directFrom(forMe.name) : text.mentioned(forMe.name));
      }
    }, GATHER_MS);
    return () => clearTimeout(timer);
  }, [chat, desk, channels, text]);
  return null;
}

function concerns({ channel, mentions }: Message, selfId: string | null): boolean {
  return isDirect(channel) || mentions.some(({ id }) => id === selfId);
}
