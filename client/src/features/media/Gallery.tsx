import { useRef, useState, useEffect, type CSSProperties, type RefObject } from 'react';
import { pageGrid, phoneGrid } from '../../core/grid.ts';
import { useText } from '../../i18n/index.ts';
import { Icon } from '../../ui/icons.tsx';
import { useLiveRoom } from './context.ts';
import { isInterpreter, type Item } from './items.ts';
import { Tile } from './Tile.tsx';
import { PHONE_UPRIGHT, useMedia } from './useMedia.ts';
import { useSize, type Size } from './useSize.ts';

/** The smallest tile of the design, and the width below which a tile has the small marks. */
const SMALLEST = 144;
const SMALL = 200;

/** Everyone alike, by the grid rule, in order of joining. Nobody moves because somebody speaks. */
export function Gallery({ items }: { items: readonly Item[] }) {
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  return (
    <div className="gallery-area" ref={area}>
      {size !== null && size.width > 0 && size.height > 0 && <Paged items={items} size={size} />}
    </div>
  );
}

function Paged({ items, size }: { items: readonly Item[]; size: Size }) {
  const { room } = useLiveRoom();
  const upright = useMedia(PHONE_UPRIGHT);
  // Interpreters are on every page.
  const always = items.filter(isInterpreter);
  const others = items.filter((item) => !isInterpreter(item));
  const grid = upright
    ? phoneGrid(size.width, size.height, items.length)
    : pageGrid(size.width, size.height, items.length, room.pictures, SMALLEST);
  const perPage = Math.max(1, grid.perPage - always.length);
  const pages = Math.max(1, Math.ceil(others.length / perPage));
  const [chosen, setChosen] = useState(0);
  const page = Math.min(chosen, pages - 1);
  const shown = [...always, ...others.slice(page * perPage, (page + 1) * perPage)];
  // Whole pixels: Firefox wraps a row whose fractions add up to more than there is.
  const tile = `${Math.floor(grid.width)}px`;
  const style = { '--cols': grid.columns, '--rows': grid.rows, '--tw': tile } as CSSProperties;
  return (
    <>
      <div className="gallery" style={style} data-upright={upright ? '' : undefined}>
        {shown.map((item) => (
          <Tile key={item.key} item={item} small={grid.width < SMALL} />
        ))}
      </div>
      {pages > 1 && <Pager items={others} page={page} perPage={perPage} pages={pages} onPage={setChosen} />}
    </>
  );
}

interface PagerProps {
  items: readonly Item[];
  page: number;
  perPage: number;
  pages: number;
  onPage: (page: number) => void;
}

/** The way to the other pages. Whoever speaks there makes its edge light up. */
function Pager({ items, page, perPage, pages, onPage }: PagerProps) {
  const text = useText('room').pager;
  const before = items.slice(0, page * perPage);
  const after = items.slice((page + 1) * perPage);
  const previous = useRingOf(before);
  const next = useRingOf(after);
  const where = text.page(page + 1, pages);
  return (
    <nav aria-label={where}>
      {page > 0 && (
        <button
          ref={previous}
          type="button"
          className="pager"
          data-side="previous"
          data-page={text.short(page, pages)}
          aria-label={text.previous}
          onClick={() => onPage(page - 1)}
        >
          <Icon name="chevron-left" size={20} />
        </button>
      )}
      {page < pages - 1 && (
        <button
          ref={next}
          type="button"
          className="pager"
          data-side="next"
          data-page={text.short(page + 2, pages)}
          aria-label={text.next}
          onClick={() => onPage(page + 1)}
        >
          <Icon name="chevron-right" size={20} />
        </button>
      )}
    </nav>
  );
}

function useRingOf(items: readonly Item[]): RefObject<HTMLButtonElement | null> {
  const { room } = useLiveRoom();
  const ref = useRef<HTMLButtonElement>(null);
  const ids = items.map(({ participant }) => participant.id).join(' ');
  useEffect(() => {
    const levels = new Map<string, number>();
    const draw = () =>
      ref.current?.toggleAttribute(
        'data-speaking',
        [...levels.values()].some((level) => level > 0),
      );
    const stops = ids
      .split(' ')
      .filter(Boolean)
      .map((id) =>
        room.levels.listen(id, (level) => {
          levels.set(id, level);
          draw();
        }),
      );
    return () => stops.forEach((stop) => stop());
  }, [room, ids]);
  return ref;
}
