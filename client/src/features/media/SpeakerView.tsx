import { useRef, type CSSProperties } from 'react';
import { useStore } from 'zustand';
import { GAP } from '../../core/grid.ts';
import type { Participant } from '../../core/protocol.gen.ts';
import { useText } from '../../i18n/index.ts';
import { useLiveRoom, useRoomState } from './context.ts';
import { Tile } from './Tile.tsx';
import { PHONE, useMedia } from './useMedia.ts';
import { useSize } from './useSize.ts';
import { useVisibleTiles } from './useVisibleTiles.ts';

const FILM_TILE = 152;
const FILM_TILE_NARROW = 128;
const MORE_TILE = 56;

/** Whoever speaks is large; the others stand in one row below, as many as have room. */
export function SpeakerView({ people, onMore }: { people: readonly Participant[]; onMore: () => void }) {
  const { room } = useLiveRoom();
  const selfId = useRoomState((state) => state.entered?.selfId);
  const speaker = useStore(room.levels.speaker, (state) => state.id);
  const phone = useMedia(PHONE);
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  const narrow = useMedia('(max-width: 1100px)');

  const large = people.find(({ id }) => id === speaker) ?? people.find(({ id }) => id !== selfId) ?? people[0];
  const others = people.filter((person) => person !== large);
  const fits = phone ? 4 : inFilm(size?.width ?? 0, others.length, narrow ? FILM_TILE_NARROW : FILM_TILE);
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
        <div className={phone ? 'phone-tiles' : 'film'} style={{ '--count': shown.length } as CSSProperties}>
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
    <button type="button" className="more-tile num" aria-label={text.moreTiles(count)} onClick={onMore}>
      +{count}
    </button>
  );
}

/** How many whole tiles fit in one row, leaving room for “+n” when not all do. */
function inFilm(width: number, count: number, tile: number): number {
  const fit = (available: number) => Math.floor((available + GAP) / (tile + GAP));
  const all = fit(width);
  return count <= all ? count : Math.max(0, fit(width - MORE_TILE - GAP));
}
