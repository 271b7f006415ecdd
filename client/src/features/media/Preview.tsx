import { useStore } from 'zustand';
import type { Muted } from '../../core/protocol.gen.ts';
import type { User } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { isProblem, type Capture } from '../../core/devices.ts';
import { Comfort } from './Comfort.tsx';
import { devices } from './live.ts';
import { MediaStreamVideo } from './MediaStreamVideo.tsx';
import { useLocalStream } from './useLocalStream.ts';

interface Props {
  /** Without a name as long as it has not been given. */
  user: Pick<User, 'id' | 'name'>;
  muted: Muted;
  onChange: (muted: Muted) => void;
}

/** How one will be seen, mirrored as in a mirror, with microphone and camera switches. */
export function Preview({ user, muted, onChange }: Props) {
  const text = useText('prejoin');
  const common = useText('common');
  const stream = useLocalStream();
  const camera = useStore(devices.store, (state) => state.camera.status);
  const microphone = useStore(devices.store, (state) => state.microphone.status);
  const silent = muted.audio || isProblem(microphone);
  const unseen = muted.video || isProblem(camera);
  // A press on the switch of a device that failed tries it once more.
  const press = (capture: Capture, status: typeof camera, next: Muted) => {
    if (isProblem(status)) void devices.open(capture);
    else onChange(next);
  };
  return (
    <div className="preview">
      <div data-theme="stage">
        <figure className="tile" data-mirror>
          {stream === null ? (
            <div className="off">
              {user.name === '' ? (
                <Icon name="circle-user-round" size={24} />
              ) : (
                <Avatar id={user.id} name={user.name} size={56} />
              )}
            </div>
          ) : (
            <MediaStreamVideo stream={stream} />
          )}
          {(camera === 'asking' || camera === 'preparing') && (
            <div className="cover">
              <span className="lab">{text[camera]}</span>
            </div>
          )}
          {user.name !== '' && (
            <figcaption className="who">
              <span className="cut">{common.you(user.name)}</span>
            </figcaption>
          )}
        </figure>
      </div>
      <div className="ctl">
        <Round
          icon={silent ? 'mic-off' : 'mic'}
          label={silent ? text.microphone.off : text.microphone.on}
          off={silent}
          onClick={() => press('microphone', microphone, { ...muted, audio: !muted.audio })}
        />
        <Round
          icon={unseen ? 'video-off' : 'video'}
          label={unseen ? text.camera.off : text.camera.on}
          off={unseen}
          onClick={() => press('camera', camera, { ...muted, video: !muted.video })}
        />
        <Comfort place="round" />
      </div>
    </div>
  );
}

function Round({ icon, label, off, onClick }: { icon: IconName; label: string; off: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className="round"
      data-off={off ? '' : undefined}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={icon} size={24} />
    </button>
  );
}
