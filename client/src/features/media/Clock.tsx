import { useEffect, useState } from 'react';
import { useText } from '../../i18n/index.ts';
import { useRoomState } from './context.ts';

/** How long the class has lasted, by the server's clock. */
export function Clock() {
  const text = useText('room');
  const startedAt = useRoomState((state) => state.entered?.session.started_at);
  return startedAt === undefined ? null : <Elapsed since={startedAt} label={text.elapsed} className="num medium" />;
}

interface ElapsedProps {
  /** RFC 3339, by the server's clock. */
  since: string;
  label: (time: string) => string;
  className?: string;
}

/** The time since then, as it goes on. */
export function Elapsed({ since, label, className = 'small faint num' }: ElapsedProps) {
  const offset = useRoomState((state) => state.entered?.clockOffset ?? 0);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const time = clockTime(Math.max(0, now + offset - Date.parse(since)));
  return (
    <time className={className} role="timer" aria-label={label(time)}>
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
