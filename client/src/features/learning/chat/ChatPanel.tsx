import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { useBroken, useSelf } from '../../media/context.ts';
import type { Chat } from './chat.ts';
import { Composer } from './Composer.tsx';
import { lines } from './grouping.ts';
import { MessageRow, OutgoingRow } from './MessageRow.tsx';
import { unreadMessages, type ChatState } from './state.ts';

/** So near to the end, in pixels, that new messages keep the list at its end. */
const NEAR = 48;

export function ChatPanel({ chat }: { chat: Chat }) {
  const text = useText('chat');
  const state = useStore(chat.store);
  const me = useSelf();
  const connected = !useBroken();
  // The mark stands where it was when the panel was opened, however much is read or comes after.
  const [mark] = useState(() => unreadMessages(chat.store.getState(), chat.selfId));
  const { list, atEnd, toEnd } = useScroll(state);

  useEffect(() => {
    const read = () => document.visibilityState === 'visible' && atEnd && chat.markRead();
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [chat, atEnd, state.messages]);

  const outgoing = state.outgoing.filter(({ echo }) => echo === null);
  const unseen = atEnd ? 0 : unreadMessages(state, chat.selfId).length;
  return (
    <>
      <div className="panel-body">
        <div className="scroll" ref={list} tabIndex={0} role="log" aria-live="off" aria-label={text.messages}>
          <div className="chat">
            <Earlier chat={chat} state={state} />
            {state.messages.length + outgoing.length === 0 && (
              <div className="state chat-empty">
                <h3>{text.empty}</h3>
                <p>{text.emptyText}</p>
              </div>
            )}
            <Messages state={state} selfId={chat.selfId} mark={mark[0]?.id ?? null} marked={mark.length} />
            {outgoing.map((message) => (
              <OutgoingRow
                key={message.id}
                message={message}
                selfId={me?.id ?? ''}
                name={me?.name ?? ''}
                connected={connected}
                onRetry={() => chat.retry(message.id)}
                onDiscard={() => chat.discard(message.id)}
              />
            ))}
          </div>
        </div>
        {!atEnd && (
          <button type="button" className="to-end" onClick={toEnd}>
            <Icon name="chevron-down" />
            {unseen > 0 ? text.newMessages(unseen) : text.toNewest}
          </button>
        )}
      </div>
      <div className="panel-foot">
        {me?.role === 'observer' ? (
          <p className="muted small">{text.observer}</p>
        ) : (
          <Composer chat={chat} connected={connected} />
        )}
      </div>
    </>
  );
}

interface MessagesProps {
  state: ChatState;
  selfId: string | null;
  mark: string | null;
  marked: number;
}

function Messages({ state, selfId, mark, marked }: MessagesProps) {
  const text = useText('chat');
  const format = useFormats();
  return lines(state.messages, mark).map(({ message, day, unread, follows }) => (
    <Fragment key={message.id}>
      {day && <div className="divider">{format.date(new Date(message.sent_at))}</div>}
      {unread && <div className="divider">{text.newMessages(marked)}</div>}
      <MessageRow message={message} own={message.participant_id === selfId} follows={follows} />
    </Fragment>
  ));
}

function Earlier({ chat, state }: { chat: Chat; state: ChatState }) {
  const text = useText('chat');
  if (!state.more) return null;
  const failed = state.history === 'failed';
  return (
    <div className="earlier">
      {failed && <span className="small t-danger">{text.earlierFailed}</span>}
      <Button size="sm" kind="quiet" busy={state.history === 'loading'} onClick={() => void chat.loadEarlier()}>
        {failed ? text.tryAgain : state.history === 'loading' ? text.loading : text.earlier}
      </Button>
    </div>
  );
}

/** Keeps the list at its end while it is there, and in its place when earlier messages are put before it. */
function useScroll(state: ChatState) {
  const list = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const pinned = useRef(true);
  const anchor = useRef<{ first: string | undefined; height: number }>({ first: undefined, height: 0 });
  const toEnd = () => {
    const element = list.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  };

  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const scrolled = () => {
      pinned.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
      setAtEnd(pinned.current);
    };
    const resized = new ResizeObserver(() => {
      if (pinned.current) element.scrollTop = element.scrollHeight;
    });
    element.addEventListener('scroll', scrolled, { passive: true });
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
      resized.disconnect();
    };
  }, []);

  const first = state.messages[0]?.id;
  const ownSending = state.outgoing.length;
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const before = anchor.current;
    if (before.first !== undefined && first !== before.first && !pinned.current) {
      element.scrollTop += element.scrollHeight - before.height;
    } else if (pinned.current) {
      element.scrollTop = element.scrollHeight;
    }
    anchor.current = { first, height: element.scrollHeight };
  }, [first, state.messages, state.outgoing]);

  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && ownSending > 0) element.scrollTop = element.scrollHeight;
  }, [ownSending]);

  return { list, atEnd, toEnd };
}
