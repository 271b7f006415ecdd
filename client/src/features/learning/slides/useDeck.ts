import { useEffect, useState } from 'react';
import type { Deck } from '../../../core/protocol.gen.ts';
import { useRoomState } from '../../media/context.ts';
import { partOf } from './decks.ts';
import { DeckDocument } from './document.ts';
import type { Slides } from './slides.ts';

export type Opened =
  { phase: 'opening' } | { phase: 'open'; document: DeckDocument } | { phase: 'failed'; fault: unknown };

const opening: Opened = { phase: 'opening' };

/** The pages of a deck, once they can be drawn; `retry` opens it anew. */
export function useDeck(slides: Slides, deck: Deck): { opened: Opened; retry: () => void } {
  const sparing = useRoomState((state) => state.mode === 'audio_slides');
  const [tried, setTried] = useState(0);
  // A deck never changes, though it is told anew after each break.
  const { id, size } = deck;
  const key = `${id} ${sparing} ${tried}`;
  const [known, setKnown] = useState<{ key: string; opened: Opened }>({ key: '', opened: opening });
  useEffect(() => {
    const stop = new AbortController();
    const parts = (begin: number, end: number) => partOf(slides, id, begin, end);
    const become = (opened: Opened) => {
      if (!stop.signal.aborted) setKnown({ key, opened });
    };
    DeckDocument.open(size, parts, sparing, stop.signal).then(
      (document) => become({ phase: 'open', document }),
      (fault: unknown) => become({ phase: 'failed', fault }),
    );
    return () => stop.abort();
  }, [slides, id, size, sparing, key]);
  return { opened: known.key === key ? known.opened : opening, retry: () => setTried(tried + 1) };
}
