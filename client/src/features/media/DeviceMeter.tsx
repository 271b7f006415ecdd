import { useEffect, useRef, useState } from 'react';
import { Meter } from '../../core/meter.ts';
import { useText } from '../../i18n/index.ts';

const BARS = 14;
const INTERVAL = 80;
/** Loud enough to be understood, and how long the good news stays, in readings. */
const HEARD = 0.25;
const HOLD = 40;

/** A meter that moves with the voice, and says in words whether it is heard; at rest as long as there is no track. */
export function DeviceMeter({ track }: { track: MediaStreamTrack | null }) {
  const text = useText('prejoin').microphone;
  const bars = useRef<HTMLSpanElement>(null);
  const [heard, setHeard] = useState(false);

  useEffect(() => {
    if (track === null) return;
    const meter = new Meter(track);
    let hold = 0;
    const timer = setInterval(() => {
      const level = meter.read();
      const lit = Math.round(level * BARS);
      [...(bars.current?.children ?? [])].forEach((bar, index) => bar.classList.toggle('on', index < lit));
      hold = level >= HEARD ? HOLD : Math.max(0, hold - 1);
      setHeard(hold > 0);
    }, INTERVAL);
    return () => {
      clearInterval(timer);
      meter.close();
      setHeard(false);
    };
  }, [track]);

  const words = heard ? text.heard : text.silent;
  return (
    <span className="row row-3">
      <span className="meter" ref={bars} role="img" aria-label={text.level}>
        {Array.from({ length: BARS }, (_, index) => (
          <i key={index} />
        ))}
      </span>
      <span className={heard ? 'small t-success' : 'small faint'}>{track === null ? '\u00a0' : words}</span>
    </span>
  );
}
