import { useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { GAP, RING } from '../../core/grid.ts';
import { useText } from '../../i18n/index.ts';
import { useLiveRoom, useRoomState } from './context.ts';
import { isInterpreter, type Item } from './items.ts';
import { ScreenView } from './ScreenView.tsx';
import { Split } from './Split.tsx';
import { Tile } from './Tile.tsx';
import { PHONE, SIDEWAYS, useMedia } from './useMedia.ts';
import { useSize, type Size } from './useSize.ts';

const FILM_TILE = 152;
const FILM_TILE_NARROW = 128;
const MORE_TILE = 56;
const MORE_HEIGHT = 44;
const SIDE_COLUMN = 168;
const BESIDE_COLUMN = 200;

interface Props {
  items: readonly Item[];
  onMore: () => void;
}

/** Whoever speaks is large; the others stand in one row below, or in one column beside, as many as have room. */
export function SpeakerView({ items, side = false, onMore }: Props & { side?: boolean }) {
  const { room } = useLiveRoom();
  const selfId = useRoomState((state) => state.entered?.selfId);
  const speaker = useStore(room.levels.speaker, (state) => state.id);
  const faces = items.filter((item) => item.source === 'camera' && !isInterpreter(item));
  const large =
    faces.find(({ participant }) => participant.id === speaker) ??
    faces.find(({ participant }) => participant.id !== selfId) ??
    faces[0];
  const interpreters = items.filter(isInterpreter);
  return (
    <StageView
      items={items}
      large={large === undefined ? interpreters : [large, ...interpreters]}
      side={side}
      onMore={onMore}
    />
  );
}

interface StageProps extends Props {
  large: readonly Item[];
  /** The others stand beside. A phone has no room for that. */
  side?: boolean;
  children?: ReactNode;
}

/** `large` fills the stage, or what a tool shows there; the others stand in one row below, as many as have room. */
export function StageView({ items, large, side = false, onMore, children }: StageProps) {
  const { room } = useLiveRoom();
  const phone = useMedia(PHONE);
  const sideways = useMedia(SIDEWAYS);
  const narrow = useMedia('(max-width: 1100px)');
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  const keys = large.map(({ key }) => key);
  const others = items.filter(({ key }) => !keys.includes(key));
  const stacked = phone && !sideways;
  const beside = side && !phone && !sideways;
  const screen = { stacked, sideways, beside, narrow, large: Math.max(1, large.length) };
  const fits = size === null ? 0 : fitting(size, others.length, screen);
  const shown = others.slice(0, Math.min(fits, room.pictures - large.length));
  const hidden = others.length - shown.length;
  if (large.length === 0 && children === undefined) return null;
  return (
    <div
      className={beside ? 'stage-split stage-side' : 'stage-split phone-stack'}
      ref={area}
      data-large={Math.max(1, large.length)}
    >
      {children !== undefined && <div className="stage-main stage-tool">{children}</div>}
      {large.length > 0 && (
        <Split items={large} stacked={stacked}>
          {(item) =>
            item.source === 'screen' ? <ScreenView item={item} /> : <Tile item={item} role={roleOf(large)} />
          }
        </Split>
      )}
      {others.length > 0 && (
        <div className={stacked ? 'phone-tiles' : 'film'}>
          {shown.map((item) => (
            <Tile key={item.key} item={item} small />
          ))}
          {hidden > 0 && <More count={hidden} onMore={onMore} />}
        </div>
      )}
    </div>
  );
}

function roleOf(large: readonly Item[]): 'large' | 'pinned' {
  return large.length === 1 ? 'large' : 'pinned';
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

interface Screen {
  stacked: boolean;
  sideways: boolean;
  beside: boolean;
  narrow: boolean;
  /** How many stand on the stage: on an upright phone each takes a 16:9 picture's height. */
  large: number;
}

/** How many whole tiles fit beside the large ones: in two columns, in one column, or in one row. */
function fitting({ width, height }: Size, count: number, { stacked, sideways, beside, narrow, large }: Screen) {
  if (beside) return along(height, count, (BESIDE_COLUMN * 9) / 16, MORE_HEIGHT);
  if (sideways) return along(height, count, (SIDE_COLUMN * 9) / 16, MORE_HEIGHT);
  if (!stacked) return along(width, count, narrow ? FILM_TILE_NARROW : FILM_TILE, MORE_TILE);
  const tile = (((width - GAP - 2 * RING) / 2) * 9) / 16;
  const rows = Math.floor((height - (large * width * 9) / 16 - 2 * RING) / (tile + GAP));
  return count <= 2 * rows ? count : Math.max(0, 2 * rows - 1);
}

/** How many tiles fit along one line, leaving room for “+n” when not all do. */
function along(length: number, count: number, tile: number, more: number): number {
  const fit = (available: number) => Math.floor((available + GAP) / (tile + GAP));
  return count <= fit(length) ? count : Math.max(0, fit(length - more - GAP));
}
