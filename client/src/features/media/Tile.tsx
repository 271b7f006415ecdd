import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Participant } from '../../core/protocol.gen.ts';
import { slotOf } from '../../core/room-state.ts';
import { useText } from '../../i18n/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useCompanion, useLiveRoom, useRoomState } from './context.ts';
import { MediaStreamVideo } from './MediaStreamVideo.tsx';
import { useLocalStream } from './useLocalStream.ts';
import { usePicture, type Picture } from './usePicture.ts';

interface Props {
  participant: Participant;
  /** The small kind of marks, for tiles under 200 px. */
  small?: boolean;
}

/** One person: picture or initials, name, what is muted, and a ring that follows the voice. */
export function Tile({ participant, small = false }: Props) {
  const { room } = useLiveRoom();
  const text = useText('room');
  const common = useText('common');
  const selfId = useRoomState((state) => state.entered?.selfId);
  const companion = useCompanion();
  const isSelf = participant.id === selfId;
  const here = isSelf && !companion;
  const muted = useStore(room.muted, (own) => own.audio);
  const silent = here ? muted : participant.muted.audio;
  const ring = useRing(participant.id);
  return (
    <figure
      ref={ring}
      className={small ? 'tile tile-sm' : 'tile'}
      data-participant={participant.id}
      data-mirror={here ? '' : undefined}
      data-reconnecting={participant.state === 'reconnecting' ? '' : undefined}
    >
      {here ? <OwnPicture participant={participant} /> : <TheirPicture participant={participant} />}
      <figcaption className="who">
        {silent && (
          <>
            <Icon name="mic-off" size={14} />
            <span className="sr">{text.tile.muted}</span>
          </>
        )}
        <span className="cut" title={participant.name}>
          {isSelf ? common.you(participant.name) : participant.name}
        </span>
      </figcaption>
    </figure>
  );
}

function OwnPicture({ participant }: { participant: Participant }) {
  const { room } = useLiveRoom();
  const stream = useLocalStream();
  const muted = useStore(room.muted, (own) => own.video);
  if (stream === null || muted) return <Initials participant={participant} />;
  return <MediaStreamVideo stream={stream} data-participant={participant.id} />;
}

function TheirPicture({ participant }: { participant: Participant }) {
  const text = useText('room').tile;
  const slot = useRoomState((state) => slotOf(state, participant.id));
  const stream = useRoomState((state) => (slot === null ? undefined : state.video.get(slot)));
  const broken = participant.state === 'reconnecting';
  const [picture, setPicture] = useState<Picture>('none');
  const shows = stream !== undefined && !participant.muted.video;
  return (
    <>
      {(!shows || picture === 'none') && <Initials participant={participant} />}
      {shows && <Received key={slot} stream={stream} slot={slot} participant={participant.id} onPicture={setPicture} />}
      {broken ? (
        <Cover>{text.reconnecting}</Cover>
      ) : (
        shows && picture === 'frozen' && <FrozenCover participant={participant.id} />
      )}
    </>
  );
}

interface ReceivedProps {
  stream: MediaStream;
  slot: number | null;
  participant: string;
  onPicture: (picture: Picture) => void;
}

function Received({ stream, slot, participant, onPicture }: ReceivedProps) {
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
      data-frozen={picture === 'frozen' ? '' : undefined}
      data-participant={participant}
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
function useRing(participant: string) {
  const { room } = useLiveRoom();
  const ref = useRef<HTMLElement>(null);
  useEffect(
    () =>
      room.levels.listen(participant, (level) => {
        const element = ref.current;
        if (element === null) return;
        element.toggleAttribute('data-speaking', level > 0);
        element.style.setProperty('--level', (0.4 + 0.6 * level).toFixed(2));
      }),
    [room, participant],
  );
  return ref;
}
