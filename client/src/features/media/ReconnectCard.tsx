import { useEffect, useState, type CSSProperties } from 'react';
import type { SocketState } from '../../core/socket.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useLiveRoom } from './context.ts';

const TICK_MS = 250;

/** What is happening while the connection is broken, what is kept, and a way to hurry. */
export function ReconnectCard({ connection }: { connection: SocketState }) {
  const text = useText('room').reconnecting;
  const { room } = useLiveRoom();
  const now = useNow();
  const waiting = connection.phase === 'waiting' ? connection : null;
  const [from, setFrom] = useState({ retryAt: 0, at: 0 });
  if (waiting !== null && waiting.retryAt !== from.retryAt) setFrom({ retryAt: waiting.retryAt, at: now });
  const left = waiting === null ? 0 : Math.max(0, waiting.retryAt - now);
  const whole = Math.max(1, from.retryAt - from.at);
  const attempt = connection.phase === 'waiting' || connection.phase === 'connecting' ? connection.attempt : 0;
  const next = waiting === null ? text.trying : text.again(Math.max(1, Math.ceil(left / 1_000)));
  return (
    <div className="recon">
      <div className="row row-3">
        <Icon name="refresh-cw" size={20} />
        <div className="col grow">
          <b className="strong">{text.title}</b>
          <span className="muted" aria-hidden="true">
            {text.lost} {text.attempt(Math.max(1, attempt))} · {next}
          </span>
        </div>
        <Button onClick={() => room.socket.wake()}>{text.now}</Button>
      </div>
      <div className="bar bar-4" style={{ '--v': `${Math.round((1 - left / whole) * 100)}%` } as CSSProperties}>
        <i />
      </div>
      <span className="small muted">{text.kept}</span>
    </div>
  );
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
