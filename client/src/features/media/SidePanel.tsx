import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../i18n/index.ts';
import { IconButton } from '../../ui/Button.tsx';
import { useLiveRoom, usePanels } from './context.ts';
import { PeoplePanel } from './PeoplePanel.tsx';

/** One panel at a time, beside the stage; on a phone a sheet over it. */
export function SidePanel({ name, onClose }: { name: string; onClose: () => void }) {
  const text = useText('room');
  const panel = usePanels().find((each) => each.name === name);
  return panel === undefined ? (
    <Frame name={name} title={text.people} onClose={onClose}>
      <PeoplePanel />
    </Frame>
  ) : (
    <Frame name={name} title={panel.label(text)} onClose={onClose}>
      <panel.Panel />
    </Frame>
  );
}

interface FrameProps {
  name: string;
  title: string;
  onClose: () => void;
  children: ReactNode;
}

function Frame({ name, title, onClose, children }: FrameProps) {
  const text = useText('room');
  const unasked = useStore(useLiveRoom().desk, (state) => state.unasked === name);
  const sheet = useRef<HTMLElement>(null);
  useDragToClose(sheet, onClose);
  useFocusInside(sheet, !unasked);
  return (
    <aside className="panel" aria-label={title} ref={sheet}>
      <div className="sheet-grip" aria-hidden="true" />
      <header className="panel-head">
        <h2 className="panel-title">{title}</h2>
        <span className="grow" />
        <IconButton icon="x" label={text.close} onClick={onClose} />
      </header>
      {children}
    </aside>
  );
}

/** Where whoever goes to a panel wants to be: writing in the chat or a note, or at the first answer of a poll. */
const FIRST = '.composer textarea, .note-text, .poll-form :is(input, textarea, button)';

/** Whoever opens a panel by keyboard wants to be in it, and afterwards to be back where they were. `wanted`: they did
 * open it, or have come to it by its key. */
function useFocusInside(panel: RefObject<HTMLElement | null>, wanted: boolean): void {
  useEffect(() => {
    // On a phone the keyboard would cover what is to be read.
    if (!wanted || matchMedia('(pointer: coarse)').matches) return;
    const before = document.activeElement;
    panel.current?.querySelector<HTMLElement>(FIRST)?.focus();
    return () => {
      if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
    };
  }, [panel, wanted]);
}

const FAR_ENOUGH = 80;

/** A sheet is pulled down by its head to put it away; the button does the same. */
function useDragToClose(sheet: RefObject<HTMLElement | null>, onClose: () => void): void {
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const element = sheet.current;
    if (element === null) return;
    let start: number | null = null;
    const down = (event: TouchEvent) => {
      const onHead = event.target instanceof Element && event.target.closest('.sheet-grip, .panel-head') !== null;
      start = onHead ? (event.touches[0]?.clientY ?? null) : null;
    };
    const move = (event: TouchEvent) => {
      const y = event.touches[0]?.clientY;
      if (start !== null && y !== undefined) element.style.translate = `0 ${Math.max(0, y - start)}px`;
    };
    const up = (event: TouchEvent) => {
      const y = event.changedTouches[0]?.clientY;
      if (start !== null && y !== undefined && y - start > FAR_ENOUGH) close.current();
      element.style.translate = '';
      start = null;
    };
    element.addEventListener('touchstart', down, { passive: true });
    element.addEventListener('touchmove', move, { passive: true });
    element.addEventListener('touchend', up);
    return () => {
      element.removeEventListener('touchstart', down);
      element.removeEventListener('touchmove', move);
      element.removeEventListener('touchend', up);
    };
  }, [sheet]);
}
