import { useEffect, useRef } from 'react';
import { useText } from '../../../i18n/index.ts';
import { TextBinding } from './binding.ts';
import type { NoteDocument } from './document.ts';

interface Props {
  document: NoteDocument;
  readOnly: boolean;
  placeholder: string;
}

/** The text of a note in a field. It is the binding's, not React's. */
export function Writing({ document, readOnly, placeholder }: Props) {
  const text = useText('notes');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    const binding = new TextBinding(element, document);
    const on = new AbortController();
    const listen = <K extends keyof HTMLElementEventMap>(type: K, act: (event: HTMLElementEventMap[K]) => void) =>
      element.addEventListener(type, act, { signal: on.signal });
    listen('input', () => binding.typed());
    listen('compositionstart', () => binding.compose());
    listen('compositionend', () => binding.composed());
    listen('blur', () => document.endStep());
    listen('keydown', (event) => {
      const back = event.code === 'KeyZ' && !event.shiftKey;
      const again = event.code === 'KeyY' || (event.code === 'KeyZ' && event.shiftKey);
      if (!(event.ctrlKey || event.metaKey) || event.isComposing || !(back || again)) return;
      event.preventDefault();
      if (back) document.undo();
      else document.redo();
    });
    // The browser's own undo, from a menu or a shake, knows nothing of what others have written.
    listen('beforeinput', (event) => {
      const { inputType } = event;
      if (inputType !== 'historyUndo' && inputType !== 'historyRedo') return;
      event.preventDefault();
      if (inputType === 'historyUndo') document.undo();
      else document.redo();
    });
    return () => {
      on.abort();
      binding.close();
    };
  }, [document]);
  return (
    <textarea
      ref={field}
      className="note-text"
      aria-label={text.note}
      placeholder={placeholder}
      readOnly={readOnly}
      spellCheck={false}
      autoComplete="off"
    />
  );
}
