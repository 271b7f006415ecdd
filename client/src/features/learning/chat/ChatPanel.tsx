import { Fragment, lazy, Suspense, useEffect, useLayoutEffect, useRef, useState, type DragEvent } from 'react';
import { useStore } from 'zustand';
import type { Participant } from '../../../core/protocol.gen.ts';
import { useErrorText, useFormats, useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useRoomState, useSelf } from '../../media/context.ts';
import { isDirect, isGroup, moderates, ROOM, sendsFiles, STAFF } from './channels.ts';
import type { Chat } from './chat.ts';
import { Foot } from './Composer.tsx';
import { download } from '../../media/download.ts';
import { lines } from './grouping.ts';
import { MessageRow, OutgoingRow } from './MessageRow.tsx';
import { useChannelName } from './Recipient.tsx';
import { channelOf, timeline, unreadMessages, type ChatState } from './state.ts';

const Search = lazy(() => import('./Search.tsx'));

/** So near to the end, in pixels, that new messages keep the list at its end. */
const NEAR = 48;

export function ChatPanel({ chat }: { chat: Chat }) {
  const me = useSelf();
  const channel = useStore(chat.desk, (desk) => desk.channel);
  const [searching, setSearching] = useState(false);
  if (me === null) return null;
  return (
    <>
      {searching ? (
        <Suspense fallback={<div className="panel-body" />}>
          <Search chat={chat} me={me} onClose={() => setSearching(false)} />
        </Suspense>
      ) : (
        <List key={channel} chat={chat} channel={channel} me={me} onSearch={() => setSearching(true)} />
      )}
      <div className="panel-foot">
        <Foot chat={chat} me={me} />
      </div>
    </>
  );
}

interface ListProps {
  chat: Chat;
  channel: string;
  me: Participant;
  onSearch: () => void;
}

function List({ chat, channel, me, onSearch }: ListProps) {
  const text = useText('chat');
  const state = useStore(chat.store);
  const messages = timeline(state, channel);
  const outgoing = state.outgoing.filter(
    (each) => each.echo === null && (each.channel === channel || channel === ROOM),
  );
  // The mark stands where it was when the list was opened, however much is read or comes after.
  const [mark] = useState(() => firstUnread(state, channel, me.id));
  const { list, atEnd, toEnd } = useScroll(messages[0]?.id, messages, outgoing.length);
  const [dropping, setDropping] = useState(false);

  useEffect(() => {
    const read = () => document.visibilityState === 'visible' && atEnd && chat.markRead();
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [chat, atEnd, state.channels]);

  const unseen = atEnd ? 0 : channelOf(state, channel).unread;
  const drag = (over: boolean) => (event: DragEvent) => {
    if (!sendsFiles(me) || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setDropping(over);
  };
  return (
    <div
      className="panel-body"
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
        if (sendsFiles(me)) void chat.upload([...event.dataTransfer.files]);
      }}
    >
      <ChatBar chat={chat} channel={channel} me={me} onSearch={onSearch} />
      <div className="scroll" ref={list} tabIndex={0} role="log" aria-live="off" aria-label={text.messages}>
        <div className="chat">
          <Earlier chat={chat} state={state} channel={channel} />
          {messages.length + outgoing.length === 0 && <Empty channel={channel} />}
          <Messages chat={chat} messages={messages} me={me} mark={mark.id} marked={mark.count} />
          {outgoing.map((message) => (
            <OutgoingRow key={message.id} chat={chat} message={message} me={me} />
          ))}
        </div>
      </div>
      {!atEnd && (
        <button type="button" className="to-end" onClick={toEnd}>
          <Icon name="chevron-down" />
          {unseen > 0 ? text.newMessages(unseen) : text.toNewest}
        </button>
      )}
      {dropping && <div className="drop-here">{text.dropHere}</div>}
    </div>
  );
}

function firstUnread(state: ChatState, channel: string, selfId: string): { id: string | null; count: number } {
  const { unread: count } = channelOf(state, channel);
  // The past of a group that one has just come into is no news.
  const [first] = count === 0 ? [] : unreadMessages(channelOf(state, channel), selfId);
  return { id: first?.id ?? null, count };
}

function Empty({ channel }: { channel: string }) {
  const text = useText('chat');
  const about = isDirect(channel)
    ? text.emptyDirect
    : isGroup(channel)
      ? text.emptyGroup
      : channel === STAFF
        ? text.emptyStaff
        : text.emptyText;
  return (
    <div className="state chat-empty">
      <h3>{text.empty}</h3>
      <p>{about}</p>
    </div>
  );
}

/** What is read, with search and what can be set. */
function ChatBar({ chat, channel, me, onSearch }: ListProps) {
  const text = useText('chat');
  const errorText = useErrorText();
  const nameOf = useChannelName(me.id);
  const settings = useStore(chat.store, (state) => state.settings);
  const title = useRoomState((state) => state.entered?.session.title ?? text.title);
  const take = (ending: 'csv' | 'json') => {
    download(`${chat.path}/export.${ending}`, `${title}.${ending}`).catch((fault: unknown) =>
      toast(errorText(fault).what),
    );
  };
  const open = settings.writing === 'everyone';
  const items: MenuItem[] = moderates(me)
    ? [
        {
          label: text.studentsWrite,
          checked: open,
          toggle: true,
          onSelect: () => {
            chat.configure({ ...settings, writing: open ? 'staff' : 'everyone' });
            toast(open ? text.closedNow : text.openNow, () => chat.configure(settings));
          },
        },
        ...(['everyone', 'staff', 'nobody'] as const).map((direct) => ({
          label: { everyone: text.directEveryone, staff: text.directStaff, nobody: text.directNobody }[direct],
          checked: settings.direct === direct,
          onSelect: () => chat.configure({ ...settings, direct }),
        })),
      ]
    : [];
  items.push(
    { label: text.exportCsv, icon: 'download', onSelect: () => take('csv') },
    { label: text.exportJson, icon: 'download', onSelect: () => take('json') },
  );
  return (
    <div className="chat-bar">
      <span className="small medium cut grow">{nameOf(channel)}</span>
      {!open && (
        <span className="badge" title={text.closedNow}>
          <Icon name="lock" />
          {text.staff}
        </span>
      )}
      {me.role !== 'guest' && (
        <>
          <IconButton small icon="search" label={text.search} onClick={onSearch} />
          <Menu label={text.options} className="icon-btn icon-btn-sm" items={items} floating>
            <Icon name="ellipsis" size={16} />
          </Menu>
        </>
      )}
    </div>
  );
}

interface MessagesProps {
  chat: Chat;
  messages: ReturnType<typeof timeline>;
  me: Participant;
  mark: string | null;
  marked: number;
}

function Messages({ chat, messages, me, mark, marked }: MessagesProps) {
  const text = useText('chat');
  const format = useFormats();
  const [active, setActive] = useState<string | null>(null);
  useWanted(chat, setActive);
  return lines(messages, mark).map(({ message, day, unread, follows }) => (
    <Fragment key={message.id}>
      {day && <div className="divider">{format.date(new Date(message.sent_at))}</div>}
      {unread && (
        <div className="divider" data-kind="unread">
          {text.newMessages(marked)}
        </div>
      )}
      <MessageRow
        chat={chat}
        message={message}
        me={me}
        follows={follows}
        active={active === message.id}
        onActivate={() => setActive(message.id)}
      />
    </Fragment>
  ));
}

/** Brings the message that is looked for into view once it is there. */
function useWanted(chat: Chat, show: (id: string) => void): void {
  const wanted = useStore(chat.desk, (desk) => desk.wanted);
  useEffect(() => {
    if (wanted === null) return;
    const row = document.querySelector(`[data-message="${CSS.escape(wanted)}"]`);
    if (row === null) return;
    row.scrollIntoView({ block: 'center' });
    show(wanted);
    chat.desk.setState({ wanted: null });
  }, [chat, wanted, show]);
}

function Earlier({ chat, state, channel }: { chat: Chat; state: ChatState; channel: string }) {
  const text = useText('chat');
  const { more, history } = channelOf(state, channel);
  if (!more) return null;
  const failed = history === 'failed';
  return (
    <div className="earlier">
      {failed && <span className="small t-danger">{text.earlierFailed}</span>}
      <Button size="sm" kind="quiet" busy={history === 'loading'} onClick={() => void chat.loadEarlier(channel)}>
        {failed ? text.tryAgain : history === 'loading' ? text.loading : text.earlier}
      </Button>
    </div>
  );
}

/** Keeps the list at its end while it is there, and in its place when earlier messages are put before it. */
function useScroll(first: string | undefined, messages: unknown, ownSending: number) {
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
  }, [first, messages, ownSending]);

  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && ownSending > 0) element.scrollTop = element.scrollHeight;
  }, [ownSending]);

  return { list, atEnd, toEnd };
}
