import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useText } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { LONGEST, type Chat } from './chat.ts';

/** Enter sends, Shift with Enter begins a new line; while an input method composes, Enter is its own. */
export function Composer({ chat, connected }: { chat: Chat; connected: boolean }) {
  const text = useText('chat');
  const [draft, setDraft] = useState(() => chat.draft());
  const field = useRef<HTMLTextAreaElement>(null);
  const words = draft.trim();
  const over = Array.from(words).length - LONGEST;

  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [draft]);

  const write = (next: string) => {
    setDraft(next);
    chat.keepDraft(next);
  };
  const send = () => {
    if (words === '' || over > 0) return;
    chat.send(words);
    write('');
    field.current?.focus();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="composer">
      {!connected && (
        <div className="note composer-note" data-kind="warn">
          <Icon name="wifi-off" />
          <p className="small">{text.offline}</p>
        </div>
      )}
      <div className="box">
        <textarea
          ref={field}
          rows={1}
          value={draft}
          placeholder={text.placeholder}
          aria-label={text.placeholder}
          aria-invalid={over > 0 || undefined}
          aria-describedby={over > 0 ? 'chat-over' : undefined}
          enterKeyHint="send"
          onChange={(event) => write(event.target.value)}
          onKeyDown={key}
        />
        <button
          type="button"
          className="icon-btn"
          aria-label={text.send}
          title={text.send}
          disabled={words === '' || over > 0}
          onClick={send}
        >
          <Icon name="send-horizontal" />
        </button>
      </div>
      {over > 0 && (
        <span id="chat-over" className="help" data-kind="error" role="alert">
          {text.tooLong(over)}
        </span>
      )}
    </div>
  );
}
