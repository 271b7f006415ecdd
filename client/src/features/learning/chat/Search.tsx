import { useEffect, useRef, useState } from 'react';
import type { Participant } from '../../../core/protocol.gen.ts';
import type { Message } from '../../../core/protocol.gen.ts';
import { api } from '../../../core/client.ts';
import { useErrorText, useFormats, useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { ROOM } from './channels.ts';
import type { Chat } from './chat.ts';
import { useChannelName } from './Recipient.tsx';

const PAUSE_MS = 250;
const PAGE = 30;

interface Found {
  query: string;
  messages: readonly Message[];
  cursor: string | null;
  fault: unknown;
}

const NOTHING: Found = { query: '', messages: [], cursor: null, fault: null };

/** Everything that one may read and holds the words, newest first; in place of the list. */
export default function Search({ chat, me, onClose }: { chat: Chat; me: Participant; onClose: () => void }) {
  const text = useText('chat');
  const errorText = useErrorText();
  const [words, setWords] = useState('');
  const { found, busy, more } = useFound(chat, words.trim());
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <div
      className="panel-body"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="chat-search row">
        <div className="search grow">
          <Icon name="search" />
          <input
            ref={input}
            className="input input-quiet"
            type="search"
            value={words}
            maxLength={200}
            placeholder={text.searchWords}
            aria-label={text.searchWords}
            onChange={(event) => setWords(event.target.value)}
          />
        </div>
        <IconButton icon="x" label={text.closeSearch} onClick={onClose} />
      </div>
      <p className="sr" role="status">
        {found.query === '' ? '' : text.found(found.messages.length)}
      </p>
      <div className="scroll" tabIndex={0} role="region" aria-label={text.search}>
        {found.fault !== null && <p className="people-none t-danger">{errorText(found.fault).what}</p>}
        {found.query !== '' && found.fault === null && found.messages.length === 0 && (
          <p className="people-none muted">{text.foundNone(found.query)}</p>
        )}
        <ul className="hits">
          {found.messages.map((message) => (
            <Hit
              key={message.id}
              message={message}
              me={me}
              query={found.query}
              onOpen={() => {
                onClose();
                void chat.goTo(message);
              }}
            />
          ))}
        </ul>
        {found.cursor !== null && (
          <div className="earlier">
            <Button size="sm" kind="quiet" busy={busy} onClick={more}>
              {text.foundMore}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

interface HitProps {
  message: Message;
  me: Participant;
  query: string;
  onOpen: () => void;
}

function Hit({ message, me, query, onOpen }: HitProps) {
  const format = useFormats();
  const nameOf = useChannelName(me.id);
  return (
    <li>
      <button type="button" className="hit" onClick={onOpen}>
        <span className="head">
          <b className="cut">{message.name}</b>
          {message.channel !== ROOM && <span className="badge">{nameOf(message.channel)}</span>}
          <time dateTime={message.sent_at}>{format.time(new Date(message.sent_at))}</time>
        </span>
        <span className="words">{marked(message.text, query)}</span>
      </button>
    </li>
  );
}

/** The text with what was looked for marked, wherever it stands. */
function marked(text: string, query: string) {
  const words = query.split(/\s+/u).filter((word) => word !== '');
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'));
  if (escaped.length === 0) return text;
  return text
    .split(new RegExp(`(${escaped.join('|')})`, 'giu'))
    .map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));
}

function useFound(chat: Chat, query: string) {
  const [found, setFound] = useState<Found>(NOTHING);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(
      () => {
        if (query === '') {
          setFound(NOTHING);
          return;
        }
        api
          .page<Message>(`${chat.path}/search`, { query: { q: query, limit: PAGE }, signal: stop.signal })
          .then(({ items, nextCursor }) => setFound({ query, messages: items, cursor: nextCursor, fault: null }))
          .catch((fault: unknown) => {
            if (!stop.signal.aborted) setFound({ ...NOTHING, query, fault });
          });
      },
      query === '' ? 0 : PAUSE_MS,
    );
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [chat, query]);
  const more = () => {
    setBusy(true);
    api
      .page<Message>(`${chat.path}/search`, { query: { q: found.query, limit: PAGE, cursor: found.cursor } })
      .then(({ items, nextCursor }) =>
        setFound((before) => ({ ...before, messages: [...before.messages, ...items], cursor: nextCursor })),
      )
      .catch((fault: unknown) => setFound((before) => ({ ...before, fault })))
      .finally(() => setBusy(false));
  };
  return { found, busy, more };
}
