import { useRef } from 'react';
import { useStore } from 'zustand';
import { GAP, RING } from '../../core/grid.ts';
import type { Participant } from '../../core/protocol.gen.ts';
import { useText } from '../../i18n/index.ts';
import { useLiveRoom, useRoomState } from './context.ts';
import { Tile } from './Tile.tsx';
import { PHONE, SIDEWAYS, useMedia } from './useMedia.ts';
import { useSize, type Size } from './useSize.ts';
import { useVisibleTiles } from './useVisibleTiles.ts';

const FILM_TILE = 152;
const FILM_TILE_NARROW = 128;
const MORE_TILE = 56;
const MORE_HEIGHT = 44;
const SIDE_COLUMN = 168;

/** Whoever speaks is large; the others stand in one row below, as many as have room. */
export function SpeakerView({ people, onMore }: { people: readonly Participant[]; onMore: () => void }) {
  const { room } = useLiveRoom();
  const selfId = useRoomState((state) => state.entered?.selfId);
  const speaker = useStore(room.levels.speaker, (state) => state.id);
  const phone = useMedia(PHONE);
  const sideways = useMedia(SIDEWAYS);
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  const narrow = useMedia('(max-width: 1100px)');

  const large = people.find(({ id }) => id === speaker) ?? people.find(({ id }) => id !== selfId) ?? people[0];
  const others = people.filter((person) => person !== large);
  const fits = size === null ? 0 : fitting(size, others.length, { phone, sideways, narrow });
  const shown = others.slice(0, Math.min(fits, room.videoSlots - 1));
  const hidden = others.length - shown.length;
  useVisibleTiles(shown, FILM_TILE * 1.25, large === undefined ? [] : [large]);
  if (large === undefined) return null;
  return (
    <div className="stage-split phone-stack" ref={area}>
      <div className="stage-main speaker-main">
        <Tile key={large.id} participant={large} />
      </div>
      {others.length > 0 && (
        <div className={phone && !sideways ? 'phone-tiles' : 'film'}>
          <FilmTiles people={shown} />
          {hidden > 0 && <More count={hidden} onMore={onMore} />}
        </div>
      )}
    </div>
  );
}

function FilmTiles({ people }: { people: readonly Participant[] }) {
  return people.map((participant) => <Tile key={participant.id} participant={participant} small />);
}

function More({ count, onMore }: { count: number; onMore: () => void }) {
  const text = useText('room');
  return (
    <button type="button" className="more-tile num" onClick={onMore}>
      +{count}
      <span className="sr"> {text.moreTiles(count)}</span>
    </button>
  );
}

/** How many whole tiles fit beside the large one: in two columns, in one column, or in one row. */
function fitting(
  { width, height }: Size,
  count: number,
  screen: { phone: boolean; sideways: boolean; narrow: boolean },
) {
  if (screen.sideways) return along(height, count, (SIDE_COLUMN * 9) / 16, MORE_HEIGHT);
  if (!screen.phone) return along(width, count, screen.narrow ? FILM_TILE_NARROW : FILM_TILE, MORE_TILE);
  const tile = (((width - GAP - 2 * RING) / 2) * 9) / 16;
  const rows = Math.floor((height - (width * 9) / 16 - 2 * RING) / (tile + GAP));
  return count <= 2 * rows ? count : Math.max(0, 2 * rows - 1);
}

/** How many tiles fit along one line, leaving room for “+n” when not all do. */
function along(length: number, count: number, tile: number, more: number): number {
  const fit = (available: number) => Math.floor((available + GAP) / (tile + GAP));
  return count <= fit(length) ? count : Math.max(0, fit(length - more - GAP));
}
