import { useEffect, useRef } from 'react';

interface Pages {
  page: number;
  pages: number;
  go: (page: number) => void;
}

/** What moves something else by the same keys. */
const OTHERS =
  'input, textarea, select, [contenteditable], [role=menu], [role=radiogroup], [role=slider], [role=tablist], [role=separator]';

/** Arrows, Page Up and Down, as the clickers of presenters send them, Home and End turn pages while slides are there. */
export function usePageKeys(pages: Pages): void {
  const latest = useRef(pages);
  useEffect(() => {
    latest.current = pages;
  });
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (document.querySelector('dialog[open]') !== null) return;
      if (event.target instanceof Element && event.target.closest(OTHERS) !== null) return;
      const { page, pages, go } = latest.current;
      const to = {
        ArrowLeft: page - 1,
        PageUp: page - 1,
        ArrowRight: page + 1,
        PageDown: page + 1,
        Home: 1,
        End: pages,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      if (to >= 1 && to <= pages && to !== page) go(to);
    };
    document.addEventListener('keydown', down);
    return () => document.removeEventListener('keydown', down);
  }, []);
}
