import { useNow } from '../../../ui/useNow.ts';
import { useRoomState } from '../../media/context.ts';

interface CountdownProps {
  /** RFC 3339, by the server's clock. */
  until: string;
  label: (time: string) => string;
}

/** The time that is left, by the server's clock. */
export function Countdown({ until, label }: CountdownProps) {
  const offset = useRoomState((state) => state.entered?.clockOffset ?? 0);
  const now = useNow(250);
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now.getTime() - offset) / 1_000));
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <time className="clock num strong" role="timer" aria-label={label(time)}>
      {time}
    </time>
  );
}
