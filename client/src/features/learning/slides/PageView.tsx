import { useEffect, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { useText } from '../../../i18n/index.ts';
import { useSize } from '../../media/useSize.ts';
import type { DeckDocument, Drawn } from './document.ts';
import type { Place } from './state.ts';

interface Props {
  document: DeckDocument;
  page: number;
  pages: number;
  /** Hears where on the page the pointer is, or that it has left; without it pointing means nothing. */
  onPoint: ((place: Place | null) => void) | null;
  children?: ReactNode;
}

/** One page, as large as there is room, with its text for who does not see it. `children` lie over it. */
export function PageView({ document, page, pages, onPoint, children }: Props) {
  const text = useText('slides');
  const field = useRef<HTMLDivElement>(null);
  const paper = useRef<HTMLDivElement>(null);
  const size = useSize(field);
  const [shape, setShape] = useState<Pick<Drawn, 'width' | 'height'> | null>(null);
  const [failed, setFailed] = useState(false);
  const lines = useLines(document, page);

  useEffect(() => {
    if (size === null || size.width < 1 || size.height < 1) return;
    const drawing = document.draw(page, size, devicePixelRatio);
    let wanted = true;
    drawing.done.then(
      ({ canvas, width, height }) => {
        if (!wanted) return;
        paper.current?.replaceChildren(canvas);
        setShape({ width, height });
        setFailed(false);
        document.prepare(page + 1);
      },
      () => {
        if (!wanted) return;
        paper.current?.replaceChildren();
        setFailed(true);
      },
    );
    return () => {
      wanted = false;
      drawing.cancel();
    };
  }, [document, page, size]);

  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.height;
    onPoint?.(x < 0 || x > 1 || y < 0 || y > 1 ? null : [x, y]);
  };
  return (
    <div className="slide-field" ref={field}>
      <figure
        className="slide-page"
        aria-label={text.page(page, pages)}
        data-pointing={onPoint === null ? undefined : ''}
        style={shape ?? undefined}
        onPointerMove={onPoint === null ? undefined : point}
        onPointerDown={onPoint === null ? undefined : point}
        onPointerLeave={onPoint === null ? undefined : () => onPoint(null)}
      >
        <div ref={paper} className="slide-paper" aria-hidden="true" />
        <div className="sr">
          {lines.map((line, index) => (
            <p key={index}>{line}</p>
          ))}
        </div>
        {children}
      </figure>
      {failed && (
        <p className="slide-wait" role="status">
          {text.pageFailed}
        </p>
      )}
    </div>
  );
}

const NONE: readonly string[] = [];

function useLines(document: DeckDocument, page: number): readonly string[] {
  const [known, setKnown] = useState<{ document: DeckDocument; page: number; lines: readonly string[] } | null>(null);
  useEffect(() => {
    let wanted = true;
    document.text(page).then(
      (lines) => wanted && setKnown({ document, page, lines }),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [document, page]);
  return known?.document === document && known.page === page ? known.lines : NONE;
}
