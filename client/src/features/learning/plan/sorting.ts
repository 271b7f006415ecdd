import { useEffect, useState, type KeyboardEvent, type PointerEvent as ReactPointerEvent } from 'react';
import { announce } from '../../../ui/announce.ts';
import { moved } from './steps.ts';

interface Sorting<T> {
  /** As they stand while one is dragged. */
  order: readonly T[];
  /** The one that is dragged. */
  dragged: string | null;
  /** What makes a button in a row the handle of its item. The list (`ol`) holds nothing but the rows. */
  handle: (id: string) => {
    onPointerDown: (event: ReactPointerEvent<HTMLElement>) => void;
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
}

interface Options<T> {
  items: readonly T[];
  idOf: (item: T) => string;
  /** How many of the first stay where they are. */
  fixed?: number;
  onMove: (items: T[]) => void;
  /** What is read aloud of an item that was moved by key to a place, from 1. */
  say: (item: T, place: number) => string;
}

interface Drag {
  id: string;
  /** Where it would be dropped. */
  to: number;
  list: Element;
}

/** Puts a list in order by pointer (also touch) and by the arrow keys on a handle. */
export function useSorting<T>({ items, idOf, fixed = 0, onMove, say }: Options<T>): Sorting<T> {
  const [drag, setDrag] = useState<Drag | null>(null);
  const from = drag === null ? -1 : items.findIndex((item) => idOf(item) === drag.id);
  const order = drag === null || from < 0 ? items : moved(items, from, drag.to);

  useEffect(() => {
    if (drag === null) return;
    const placeOf = ({ clientY }: PointerEvent) => Math.min(items.length - 1, Math.max(fixed, placeAt(drag, clientY)));
    const move = (event: PointerEvent) => {
      const to = placeOf(event);
      if (to !== drag.to) setDrag({ ...drag, to });
    };
    const drop = (event: PointerEvent) => {
      setDrag(null);
      // By where it is let go: the last move may not be on the page yet.
      const to = placeOf(event);
      if (from >= 0 && from !== to) onMove(moved(items, from, to));
    };
    const cancel = () => setDrag(null);
    const listeners = { pointermove: move, pointerup: drop, pointercancel: cancel } as const;
    // On the window: a handle whose row moves in the page loses the pointer.
    for (const [type, listener] of Object.entries(listeners)) window.addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of Object.entries(listeners))
        window.removeEventListener(type, listener as EventListener);
    };
  }, [drag, from, items, fixed, onMove]);

  return {
    order,
    dragged: drag?.id ?? null,
    handle: (id) => ({
      onPointerDown: (event) => {
        const list = event.currentTarget.closest('ol');
        if (event.button === 0 && list !== null)
          setDrag({ id, list, to: items.findIndex((item) => idOf(item) === id) });
      },
      onKeyDown: (event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (event.key === 'Escape' && drag !== null) {
          event.stopPropagation();
          setDrag(null);
        }
        if (step === undefined) return;
        event.preventDefault();
        const at = items.findIndex((item) => idOf(item) === id);
        const to = Math.min(items.length - 1, Math.max(fixed, at + step));
        const item = items[at];
        if (to === at || item === undefined) return;
        onMove(moved(items, at, to));
        announce(say(item, to + 1));
        // A row that moves in the page loses the focus, which goes along.
        const handle = event.currentTarget;
        requestAnimationFrame(() => handle.focus());
      },
    }),
  };
}

/** Where the dragged row belongs by the height of the pointer. */
function placeAt({ list, to }: Drag, y: number): number {
  const rows = [...list.children].map((row) => row.getBoundingClientRect());
  const own = rows[to];
  // Inside of its own row nothing moves, so that rows of different heights do not flutter.
  if (own !== undefined && y >= own.top && y <= own.bottom) return to;
  return rows.filter(({ top, height }, at) => at !== to && y > top + height / 2).length;
}
