import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { Message, Participant } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useBroken, usePeople } from '../../media/context.ts';
import { obstacle, peerOf, sendsFiles, type Obstacle } from './channels.ts';
import { LONGEST, MOST_FILES, type Chat } from './chat.ts';
import { Uploads } from './Files.tsx';
import { completed } from './mentions.ts';
import { Recipient } from './Recipient.tsx';
import { Suggestions, useSuggestions } from './Suggestions.tsx';

/** Where to write, unless something stands against it. */
export function Foot({ chat, me }: { chat: Chat; me: Participant }) {
  const text = useText('chat');
  const channel = useStore(chat.desk, (desk) => desk.channel);
  const settings = useStore(chat.store, (state) => state.settings);
  const muted = useStore(chat.store, (state) => state.muted.includes(me.id));
  const peerId = peerOf(channel, me.id);
  const peer = usePeople().find(({ id }) => id === peerId);
  const against = obstacle(me, channel, settings, muted, peer);
  const words: Record<Obstacle, string> = {
    observer: text.observer,
    closed: text.closed,
    muted: text.muted,
    direct_closed: text.directClosed,
    guest_direct: text.guestDirect,
  };
  if (against === 'observer') return <p className="muted small">{words.observer}</p>;
  return (
    <div className="composer">
      <Recipient chat={chat} me={me} />
      {against === null ? (
        <Composer key={channel} chat={chat} channel={channel} mayAttach={sendsFiles(me)} />
      ) : (
        <div className="note composer-note">
          <Icon name="lock" />
          <p className="small">{words[against]}</p>
        </div>
      )}
    </div>
  );
}

/** Enter sends, Shift with Enter begins a new line; while an input method composes, Enter is its own. */
function Composer({ chat, channel, mayAttach }: { chat: Chat; channel: string; mayAttach: boolean }) {
  const text = useText('chat');
  const connected = !useBroken();
  const { replyTo, editing, uploads } = useStore(chat.desk);
  const [draft, setDraft] = useState(() => chat.draft(channel));
  const [edited, setEdited] = useState<{ of: string; words: string } | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const words = editing === null ? draft : edited?.of === editing.id ? edited.words : editing.text;
  const mine = uploads.filter((upload) => upload.channel === channel);
  const suggestions = useSuggestions(field, words);
  const over = Array.from(words.trim()).length - LONGEST;
  const pending = mine.some(({ file, fault }) => file === null && fault === null);
  const ready = mine.some(({ file }) => file !== null);
  const sendable =
    over <= 0 && !pending && (words.trim() !== '' || (editing === null ? ready : editing.files.length > 0));

  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [words]);

  useEffect(() => {
    if (replyTo !== null || editing !== null) field.current?.focus();
  }, [replyTo, editing]);

  const write = (next: string) => {
    if (editing !== null) {
      setEdited({ of: editing.id, words: next });
      return;
    }
    setDraft(next);
    chat.keepDraft(channel, next);
  };
  const save = (message: Message) => {
    if (words.trim() === message.text) {
      chat.edit(null);
      return;
    }
    chat.change(message, words.trim());
    toast(text.changed, () => chat.change({ ...message, text: words.trim() }, message.text));
    setEdited(null);
  };
  const send = () => {
    if (!sendable) return;
    if (editing !== null) {
      save(editing);
    } else {
      chat.send(words.trim());
      write('');
    }
    field.current?.focus();
  };
  const complete = (name: string) => {
    const element = field.current;
    if (element === null) return;
    const next = completed(words, element.selectionStart, name);
    write(next.text);
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(next.caret, next.caret);
      suggestions.look();
    });
  };
  const key = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (suggestions.key(event, complete)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && (replyTo !== null || editing !== null)) {
      event.stopPropagation();
      chat.desk.setState({ replyTo: null, editing: null });
    } else if (event.key === 'ArrowUp' && words === '' && editing === null) {
      event.preventDefault();
      editLast(chat, channel);
    }
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || !mayAttach) return;
    event.preventDefault();
    void chat.upload(files);
  };
  return (
    <>
      {!connected && (
        <div className="note composer-note" data-kind="warn">
          <Icon name="wifi-off" />
          <p className="small">{text.offline}</p>
        </div>
      )}
      {(replyTo !== null || editing !== null) && <Context chat={chat} replyTo={replyTo} />}
      <Uploads chat={chat} channel={channel} />
      <div className="box">
        {suggestions.open && <Suggestions {...suggestions.list} onChoose={complete} />}
        <textarea
          ref={field}
          rows={1}
          value={words}
          placeholder={text.placeholder}
          aria-label={editing === null ? text.placeholder : text.editing}
          aria-invalid={over > 0 || undefined}
          aria-describedby={over > 0 ? 'chat-over' : undefined}
          {...suggestions.attributes}
          enterKeyHint="send"
          onChange={(event) => {
            write(event.target.value);
            suggestions.look();
          }}
          onSelect={suggestions.look}
          onKeyDown={key}
          onPaste={paste}
        />
        {editing === null && mayAttach && (
          <>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                void chat.upload([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
            <IconButton
              icon="paperclip"
              label={text.attach}
              disabled={mine.length >= MOST_FILES}
              onClick={() => picker.current?.click()}
            />
          </>
        )}
        <IconButton
          icon={editing === null ? 'send-horizontal' : 'check'}
          label={editing === null ? text.send : text.save}
          disabled={!sendable}
          onClick={send}
        />
      </div>
      {over > 0 && (
        <span id="chat-over" className="help" data-kind="error" role="alert">
          {text.tooLong(over)}
        </span>
      )}
    </>
  );
}

/** What is answered or changed, above the field. */
function Context({ chat, replyTo }: { chat: Chat; replyTo: Message | null }) {
  const text = useText('chat');
  return (
    <div className="composer-context">
      <Icon name={replyTo === null ? 'pencil' : 'corner-up-left'} size={14} />
      <span className="cut grow">
        {replyTo === null ? (
          text.editing
        ) : (
          <>
            <b className="medium">{text.replying(replyTo.name)}</b> {replyTo.text}
          </>
        )}
      </span>
      <IconButton
        small
        icon="x"
        label={replyTo === null ? text.cancel : text.noReply}
        onClick={() => chat.desk.setState({ replyTo: null, editing: null })}
      />
    </div>
  );
}

function editLast(chat: Chat, channel: string): void {
  const own = chat.store
    .getState()
    .channels[channel]?.messages.filter(({ participant_id, deleted }) => participant_id === chat.selfId && !deleted);
  const last = own?.at(-1);
  if (last !== undefined) chat.edit(last);
}
