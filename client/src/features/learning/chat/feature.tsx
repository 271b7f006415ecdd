import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Room } from '../../../core/room.ts';
import { useText } from '../../../i18n/index.ts';
import { announce } from '../../../ui/announce.ts';
import type { RoomFeature } from '../../media/context.ts';
import { Chat } from './chat.ts';
import { ChatPanel } from './ChatPanel.tsx';
import { unreadMessages } from './state.ts';

/** More than this at once is told as a number. */
const READ_ALOUD = 2;
const GATHER_MS = 1_500;

/** The chat as a tool of the room, with its panel. */
export function chatFeature(room: Room, sessionId: string): RoomFeature {
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
      useUnread: () => useUnread(chat),
      unread: (words, count) => words.unread(count),
      Panel: () => <ChatPanel chat={chat} />,
    },
  };
}

/** Counts what has not been read, and has new messages read aloud without flooding. */
function useUnread(chat: Chat): number {
  const text = useText('chat');
  const messages = useStore(chat.store, (state) => state.messages);
  const unread = useStore(chat.store, (state) => unreadMessages(state, chat.selfId).length);
  const last = messages.at(-1)?.id ?? '';
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (told.current === null) {
      told.current = last;
      return;
    }
    const timer = setTimeout(() => {
      const news = messages.filter(
        ({ id, participant_id }) => id > (told.current ?? '') && participant_id !== chat.selfId,
      );
      told.current = last;
      if (news.length > READ_ALOUD) announce(text.newMessages(news.length));
      else if (news.length > 0) announce(news.map(({ name, text: words }) => text.announced(name, words)).join(' '));
    }, GATHER_MS);
    return () => clearTimeout(timer);
  }, [chat, messages, last, text]);
  return unread;
}
