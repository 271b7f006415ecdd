import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { select, type BoardDesk } from './desk.ts';
import type { BoardSession } from './session.ts';
import { LABEL_SIZE, LEADING, PADDING } from './text.ts';

/** The field in which an object's text is written; what is typed is on the board at once. */
export function TextEditor({ session, desk, id }: { session: BoardSession; desk: BoardDesk; id: string }) {
  const text = useText('whiteboard');
  const { view } = useStore(desk);
  const document = useStore(session.store, (state) => state.document);
  const object = useStore(document.store, (state) => state.objects.get(id));
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    return () => {
      document.endStep();
      // A text that nobody wrote is not there.
      const left = document.store.getState().objects.get(id);
      if (left?.kind === 'text' && left.text === '') document.remove([id]);
    };
  }, [document, id]);
  if (object === undefined) return null;
  const plain = object.kind === 'text';
  const size = object.kind === 'note' || plain ? object.size : LABEL_SIZE;
  const rim = plain ? 0 : PADDING;
  return (
    <textarea
      ref={field}
      className="board-text"
      aria-label={text.writeHere}
      placeholder={text.writeHere}
      value={object.text}
      maxLength={4000}
      rows={plain ? Math.max(1, object.text.split('\n').length) : undefined}
      style={{
        left: (object.x + rim - view.x) * view.zoom,
        top: (object.y + rim - view.y) * view.zoom,
        width: plain
          ? `${Math.max(8, ...object.text.split('\n').map((line) => line.length * 1.1 + 2))}em`
          : (object.w - 2 * rim) * view.zoom,
        height: plain ? undefined : (object.h - 2 * rim) * view.zoom,
        fontSize: size * view.zoom,
        lineHeight: LEADING,
        color: object.color,
        textAlign: object.kind === 'rect' || object.kind === 'ellipse' ? 'center' : undefined,
      }}
      onChange={(event) => document.write(id, event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        // The keys are the board's again.
        field.current?.closest('.board-canvas')?.querySelector('svg')?.focus({ preventScroll: true });
        desk.setState({ editing: null });
        select(desk, [id]);
      }}
      onBlur={() => desk.setState(({ editing }) => ({ editing: editing === id ? null : editing }))}
    />
  );
}
