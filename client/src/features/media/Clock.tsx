import { useEffect, useState } from 'react';
import { useText } from '../../i18n/index.ts';
import { useRoomState } from './context.ts';

/** How long the class has lasted, by the server's clock. */
export function Clock() {
  const text = useText('room');
  const startedAt = useRoomState((state) => state.entered?.session.started_at);
  const offset = useRoomState((state) => state.entered?.clockOffset ?? 0);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  if (startedAt === undefined) return null;
  const time = clockTime(Math.max(0, now + offset - Date.parse(startedAt)));
  return (
    <time className="num medium" role="timer" aria-label={text.elapsed(time)}>
      {time}
    </time>
  );
}

/** `42:18`, and `1:02:18` after an hour. */
function clockTime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}
