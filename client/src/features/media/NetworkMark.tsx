import { useText } from '../../i18n/index.ts';
import { useLiveRoom, useRoomState } from './context.ts';

/** Three bars, one of them lit: only where the connection is bad. A press tells more. */
export function NetworkMark({ participant }: { participant: string }) {
  const text = useText('room').quality;
  const { desk } = useLiveRoom();
  const bad = useRoomState((state) => state.quality.get(participant)?.level === 'poor');
  if (!bad) return null;
  return (
    <button
      type="button"
      className="mark"
      data-kind="net"
      aria-label={text.mark}
      title={text.mark}
      onClick={() => desk.setState({ dialog: { kind: 'quality', participant } })}
    >
      <span className="bars" aria-hidden="true">
        <i />
        <i className="no" />
        <i className="no" />
      </span>
    </button>
  );
}
