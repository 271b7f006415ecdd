import { useRef, useState } from 'react';
import { slotOf } from '../../core/room-state.ts';
import { useText } from '../../i18n/index.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useRoomState } from './context.ts';
import { FullScreen } from './FullScreen.tsx';
import type { Item } from './items.ts';
import { PauseMark, Received } from './Tile.tsx';
import type { Picture } from './usePicture.ts';
import { useTileView } from './useTileView.ts';

const ZOOMS = [1, 1.5, 2, 3, 4] as const;

/** A shared screen as large as there is room, whole and sharp, to be looked at closer where the letters are small. */
export function ScreenView({ item }: { item: Item }) {
  const text = useText('room').screen;
  const { participant, source } = item;
  const slot = useRoomState((state) => slotOf(state, participant.id, source));
  const stream = useRoomState((state) => (slot === null ? undefined : state.video.get(slot.slot)));
  const [picture, setPicture] = useState<Picture>('none');
  const [zoom, setZoom] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const factor = ZOOMS[zoom] ?? 1;
  useTileView(frame, { participant: participant.id, source, role: 'screen', keepRate: false, zoom: factor }, true);
  const paused = slot?.paused ?? null;
  return (
    <section className="screen" aria-label={text.of(participant.name)} ref={frame}>
      <div className="screen-scroll" tabIndex={factor > 1 ? 0 : -1} role="group" aria-label={text.of(participant.name)}>
        <div className="screen-in" style={{ width: `${factor * 100}%`, height: `${factor * 100}%` }}>
          {stream !== undefined && paused === null && (
            <Received key={slot?.slot} stream={stream} item={item} slot={slot?.slot ?? null} onPicture={setPicture} />
          )}
        </div>
      </div>
      {(picture === 'none' || paused !== null) && (
        <p className="screen-wait" role="status">
          {text.coming(participant.name)}
        </p>
      )}
      <span className="stage-tag">
        <Icon name="screen-share" size={14} />
        <span className="cut">{text.of(participant.name)}</span>
      </span>
      <PauseMark paused={paused} />
      <div className="stage-ctl">
        <IconButton icon="zoom-out" label={text.smaller} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)} />
        <span className="num small" aria-live="polite">
          {text.percent(factor)}
        </span>
        <IconButton
          icon="zoom-in"
          label={text.larger}
          disabled={zoom === ZOOMS.length - 1}
          onClick={() => setZoom(zoom + 1)}
        />
        <FullScreen frame={frame} />
      </div>
    </section>
  );
}
