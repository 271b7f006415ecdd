import { useRef, useState, useEffect, type CSSProperties, type RefObject } from 'react';
import { pageGrid, phoneGrid, type Pages } from '../../core/grid.ts';
import type { Participant } from '../../core/protocol.gen.ts';
import { useText } from '../../i18n/index.ts';
import { Icon } from '../../ui/icons.tsx';
import { useLiveRoom } from './context.ts';
import { Tile } from './Tile.tsx';
import { PHONE_UPRIGHT, useMedia } from './useMedia.ts';
import { useSize, type Size } from './useSize.ts';
import { useVisibleTiles } from './useVisibleTiles.ts';

/** The smallest tile of the design, and the width below which a tile has the small marks. */
const SMALLEST = 144;
const SMALL = 200;

/** Everyone alike, by the grid rule, in order of joining. Nobody moves because somebody speaks. */
export function Gallery({ people }: { people: readonly Participant[] }) {
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  return (
    <div className="gallery-area" ref={area}>
      {size !== null && size.width > 0 && size.height > 0 && <Paged people={people} size={size} />}
    </div>
  );
}

function Paged({ people, size }: { people: readonly Participant[]; size: Size }) {
  const { room } = useLiveRoom();
  const upright = useMedia(PHONE_UPRIGHT);
  const grid = upright
    ? phoneGrid(size.width, size.height, people.length)
    : pageGrid(size.width, size.height, people.length, room.videoSlots, SMALLEST);
  const [chosen, setChosen] = useState(0);
  const page = Math.min(chosen, grid.pages - 1);
  const shown = people.slice(page * grid.perPage, (page + 1) * grid.perPage);
  useVisibleTiles(shown, grid.width);
  const style = { '--cols': grid.columns, '--rows': grid.rows, '--tw': `${grid.width}px` } as CSSProperties;
  return (
    <>
      <div className="gallery" style={style} data-upright={upright ? '' : undefined}>
        {shown.map((participant) => (
          <Tile key={participant.id} participant={participant} small={grid.width < SMALL} />
        ))}
      </div>
      {grid.pages > 1 && <Pager people={people} page={page} grid={grid} onPage={setChosen} />}
    </>
  );
}

interface PagerProps {
  people: readonly Participant[];
  page: number;
  grid: Pages;
  onPage: (page: number) => void;
}

/** The way to the other pages. Whoever speaks there makes its edge light up. */
function Pager({ people, page, grid, onPage }: PagerProps) {
  const text = useText('room').pager;
  const before = people.slice(0, page * grid.perPage);
  const after = people.slice((page + 1) * grid.perPage);
  const previous = useRingOf(before);
  const next = useRingOf(after);
  const where = text.page(page + 1, grid.pages);
  return (
    <nav aria-label={where}>
      {page > 0 && (
        <button
          ref={previous}
          type="button"
          className="pager"
          data-side="previous"
          data-page={text.short(page, grid.pages)}
          aria-label={text.previous}
          onClick={() => onPage(page - 1)}
        >
          <Icon name="chevron-left" size={20} />
        </button>
      )}
      {page < grid.pages - 1 && (
        <button
          ref={next}
          type="button"
          className="pager"
          data-side="next"
          data-page={text.short(page + 2, grid.pages)}
          aria-label={text.next}
          onClick={() => onPage(page + 1)}
        >
          <Icon name="chevron-right" size={20} />
        </button>
      )}
    </nav>
  );
}

function useRingOf(people: readonly Participant[]): RefObject<HTMLButtonElement | null> {
  const { room } = useLiveRoom();
  const ref = useRef<HTMLButtonElement>(null);
  const ids = people.map(({ id }) => id).join(' ');
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
