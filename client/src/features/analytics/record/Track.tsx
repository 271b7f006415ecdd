import type { CSSProperties } from 'react';
import type { Span } from '../../../core/api.gen.ts';
import { useFormats } from '../../../i18n/index.ts';
import { marks, place, type Frame } from './spans.ts';

interface TrackProps {
  frame: Frame;
  spans: readonly Span[];
  kind: 'voice' | 'teacher' | 'presence';
}

/** A line as long as the session with what was on it. What it shows stands beside it in words. */
export function Track({ frame, spans, kind }: TrackProps) {
  return (
    <span className="track" data-kind={kind} aria-hidden="true">
      {spans.map(({ start, end }) => {
        const { left, width } = place(frame, start, end);
        return <i key={start} style={{ '--left': `${left}%`, '--width': `${width}%` } as CSSProperties} />;
      })}
    </span>
  );
}

/** The times below lines of that kind; none of a session of a few minutes. */
export function AxisLane({ frame }: { frame: Frame }) {
  const format = useFormats();
  const times = marks(frame);
  if (times.length === 0) return null;
  return (
    <div className="lane" aria-hidden="true">
      <span />
      <span className="axis num">
        {times.map((at) => (
          <span
            key={at.getTime()}
            style={{ '--left': `${place(frame, at.toISOString(), at.toISOString()).left}%` } as CSSProperties}
          >
            {format.time(at)}
          </span>
        ))}
      </span>
      <span />
    </div>
  );
}
