import { isHost } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../attempt.ts';
import { useLiveRoom, useMaySend, useRoomState, useSelf } from '../context.ts';
import { useMute } from '../useMute.ts';
import { useSaid } from '../useSaid.ts';

/** What a host asks of oneself, and that the last host is gone. */
export function ControlNotices() {
  return (
    <>
      <Held />
      <Asked />
    </>
  );
}

function Asked() {
  const text = useText('controls');
  const { room } = useLiveRoom();
  const asked = useRoomState((state) => state.asked);
  const me = useSelf();
  const maySend = useMaySend();
  const setMuted = useMute();
  if (!maySend || me === null) return null;
  return asked
    .filter(({ kind }) => me.muted[kind])
    .map(({ kind, by }) => (
      <div key={kind} className="stage-notice" data-kind="live">
        <Icon name={kind === 'audio' ? 'mic' : 'video'} />
        <Said text={text.asked[kind](by)} />
        <Button
          size="sm"
          kind="primary"
          onClick={() => {
            room.answerUnmute(kind);
            setMuted(kind, false);
          }}
        >
          {text.turnOn[kind]}
        </Button>
        <Button size="sm" kind="quiet" onClick={() => room.answerUnmute(kind)}>
          {text.later}
        </Button>
      </div>
    ));
}

function Said({ text }: { text: string }) {
  useSaid('hosts', text);
  return <span className="grow">{text}</span>;
}

function Held() {
  const text = useText('controls');
  const { room } = useLiveRoom();
  const me = useSelf();
  const held = useRoomState((state) => state.settings.held_since !== null);
  if (!held || isHost(me)) return null;
  return (
    <div className="stage-notice">
      <Icon name="clock-3" />
      <Said text={text.held} />
      {me?.role === 'ta' && (
        <>
          <Button
            size="sm"
            onClick={() =>
              attempt(room.socket.request<'room:lead'>({ type: 'room:lead' }).then(() => toast(text.leading)))
            }
          >
            {text.lead}
          </Button>
          <Button
            size="sm"
            kind="danger-quiet"
            onClick={() => attempt(room.socket.request<'room:end'>({ type: 'room:end' }))}
          >
            {text.end}
          </Button>
        </>
      )}
    </div>
  );
}
