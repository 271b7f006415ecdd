import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useStore } from 'zustand';
import type { Paused, Participant } from '../../core/protocol.gen.ts';
import { slotOf } from '../../core/room-state.ts';
import { useText } from '../../i18n/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { useCompanion, useLiveRoom, useRoomState } from './context.ts';
import { isInterpreter, type Item } from './items.ts';
import { MediaStreamVideo } from './MediaStreamVideo.tsx';
import { NetworkMark } from './NetworkMark.tsx';
import { TileMenu } from './TileMenu.tsx';
import { useItemName } from './useItemName.ts';
import { useLocalStream } from './useLocalStream.ts';
import { usePicture, type Picture } from './usePicture.ts';
import { useTileView, type TileRole } from './useTileView.ts';

interface Props {
  item: Item;
  /** The small kind of marks, for tiles under 200 px. */
  small?: boolean;
  role?: Exclude<TileRole, 'interpreter' | 'screen' | 'speaker'>;
}

/** One person, or what else they show: picture or initials, name, what is muted, and a ring that follows the voice. */
export function Tile({ item, small = false, role = 'tile' }: Props) {
  const { participant, source } = item;
  const { room, features } = useLiveRoom();
  const text = useText('room');
  const selfId = useRoomState((state) => state.entered?.selfId);
  const companion = useCompanion();
  const name = useItemName()(item);
  const isFace = source === 'camera';
  const here = participant.id === selfId && !companion;
  const own = here && isFace;
  const muted = useStore(room.muted, ({ audio }) => audio);
  const silent = isFace && (here ? muted : participant.muted.audio);
  const speaks = useStore(room.levels.speaker, ({ id }) => isFace && id === participant.id);
  const figure = useRef<HTMLElement>(null);
  useRing(figure, isFace ? participant.id : null);
  const matters = roleOf(item, role, speaks);
  useTileView(figure, { participant: participant.id, source, role: matters, keepRate: isInterpreter(item) }, !own);
  return (
    <figure
      ref={figure}
      className={small ? 'tile tile-sm' : 'tile'}
      data-participant={participant.id}
      data-source={source}
      data-mirror={own ? '' : undefined}
      data-reconnecting={participant.state === 'reconnecting' ? '' : undefined}
    >
      {own ? <OwnPicture participant={participant} /> : <TheirPicture item={item} />}
      <figcaption className="who">
        {silent && (
          <>
            <Icon name="mic-off" size={14} />
            <span className="sr">{text.tile.muted}</span>
          </>
        )}
        <span className="cut" title={name}>
          {name}
        </span>
        {participant.role === 'guest' && <span className="guest-mark">{text.roles.guest}</span>}
      </figcaption>
      {isFace && features.map(({ name: tool, Mark }) => Mark && <Mark key={tool} participant={participant} />)}
      <div className="marks">
        <TileMenu item={item} name={name} />
        {isFace && <NetworkMark participant={participant.id} />}
      </div>
    </figure>
  );
}

function roleOf(item: Item, role: Exclude<TileRole, 'interpreter' | 'screen' | 'speaker'>, speaks: boolean): TileRole {
  if (isInterpreter(item)) return 'interpreter';
  if (item.source === 'screen') return 'screen';
  return role === 'tile' && speaks ? 'speaker' : role;
}

function OwnPicture({ participant }: { participant: Participant }) {
  const { room } = useLiveRoom();
  const stream = useLocalStream();
  const muted = useStore(room.muted, (own) => own.video);
  if (stream === null || muted) return <Initials participant={participant} />;
  return <MediaStreamVideo stream={stream} data-participant={participant.id} />;
}

function TheirPicture({ item }: { item: Item }) {
  const { participant, source } = item;
  const text = useText('room').tile;
  const slot = useRoomState((state) => slotOf(state, participant.id, source));
  const stream = useRoomState((state) => (slot === null ? undefined : state.video.get(slot.slot)));
  const broken = participant.state === 'reconnecting';
  const [picture, setPicture] = useState<Picture>('none');
  const off = source === 'camera' && participant.muted.video;
  const paused = slot?.paused ?? null;
  const shows = stream !== undefined && !off && paused === null;
  return (
    <>
      {(!shows || picture === 'none') && <Initials participant={participant} />}
      {shows && (
        <Received key={slot?.slot} stream={stream} item={item} slot={slot?.slot ?? null} onPicture={setPicture} />
      )}
      {broken ? (
        <Cover>{text.reconnecting}</Cover>
      ) : (
        // A screen on which nothing moves has not stopped.
        shows && source !== 'screen' && picture === 'frozen' && <FrozenCover participant={participant.id} />
      )}
      {!broken && !off && <PauseMark paused={paused} />}
    </>
  );
}

interface ReceivedProps {
  stream: MediaStream;
  item: Item;
  slot: number | null;
  onPicture: (picture: Picture) => void;
}

export function Received({ stream, item, slot, onPicture }: ReceivedProps) {
  const ref = useRef<HTMLVideoElement>(null);
  const picture = usePicture(ref, stream);
  useEffect(() => {
    onPicture(picture);
    return () => onPicture('none');
  }, [picture, onPicture]);
  return (
    <MediaStreamVideo
      ref={ref}
      stream={stream}
      hidden={picture === 'none'}
      data-frozen={picture === 'frozen' && item.source !== 'screen' ? '' : undefined}
      data-participant={item.participant.id}
      data-source={item.source}
      data-slot={slot}
    />
  );
}

function Initials({ participant }: { participant: Participant }) {
  return (
    <div className="off">
      <Avatar id={participant.id} name={participant.name} />
    </div>
  );
}

const PAUSE_ICONS: Partial<Record<Paused, IconName>> = { bandwidth: 'pause', codec: 'circle-alert' };

/** Why there is a name and no picture, where that is not the person's own wish. */
export function PauseMark({ paused }: { paused: Paused | null }) {
  const text = useText('room').tile.paused;
  const icon = paused === null ? undefined : PAUSE_ICONS[paused];
  if (icon === undefined || (paused !== 'bandwidth' && paused !== 'codec')) return null;
  return (
    <span className="pause-mark" title={text[paused]}>
      <Icon name={icon} size={14} />
      <span>{text[paused]}</span>
    </span>
  );
}

/** Says that the sound goes on only where some has been heard since. */
function FrozenCover({ participant }: { participant: string }) {
  const { room } = useLiveRoom();
  const text = useText('room').tile;
  const [heard, setHeard] = useState(false);
  useEffect(() => room.levels.listen(participant, (level) => level > 0 && setHeard(true)), [room, participant]);
  return (
    <Cover icon>
      {text.frozen}
      {heard && <span className="ext">{text.frozenMore}</span>}
    </Cover>
  );
}

function Cover({ icon = false, children }: { icon?: boolean; children: ReactNode }) {
  return (
    <div className="cover">
      {icon && <Icon name="snowflake" size={20} />}
      <span className="lab">{children}</span>
    </div>
  );
}

/** Draws the ring straight into the element: ten times a second is too often to render. */
function useRing(ref: RefObject<HTMLElement | null>, participant: string | null) {
  const { room } = useLiveRoom();
  useEffect(() => {
    if (participant === null) return;
    return room.levels.listen(participant, (level) => {
      const element = ref.current;
      if (element === null) return;
      element.toggleAttribute('data-speaking', level > 0);
      element.style.setProperty('--level', (0.4 + 0.6 * level).toFixed(2));
    });
  }, [room, ref, participant]);
}
