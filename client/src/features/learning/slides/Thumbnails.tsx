import { useEffect, useRef } from 'react';
import { useText } from '../../../i18n/index.ts';
import type { DeckDocument, Drawing } from './document.ts';

interface Props {
  document: DeckDocument;
  page: number;
  pages: number;
  onChoose: (page: number) => void;
}

const WIDTH = 144;
const HEIGHT = 108;

/** All pages, small. Those are drawn that are looked at. */
export function Thumbnails({ document, page, pages, onChoose }: Props) {
  const text = useText('slides');
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [page]);
  return (
    <nav className="slide-thumbs" aria-label={text.pages}>
      <ol ref={list}>
        {Array.from({ length: pages }, (_, index) => (
          <li key={index}>
            <button
              type="button"
              aria-label={text.page(index + 1, pages)}
              aria-current={index + 1 === page ? 'page' : undefined}
              onClick={() => onChoose(index + 1)}
            >
              <Thumbnail document={document} page={index + 1} />
              <span className="slide-number num small" data-number={index + 1} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Thumbnail({ document, page }: { document: DeckDocument; page: number }) {
  const paper = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = paper.current;
    if (element === null) return;
    let drawing: Drawing | null = null;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      drawing = document.draw(page, { width: WIDTH, height: HEIGHT }, devicePixelRatio);
      // A page that cannot be drawn has its number all the same.
      drawing.done.then(
        ({ canvas }) => element.replaceChildren(canvas),
        () => undefined,
      );
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawing?.cancel();
    };
  }, [document, page]);
  return <span className="slide-thumb" ref={paper} aria-hidden="true" />;
}
