import type { Moment, SessionRecord } from '../../../core/api.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Part } from './Part.tsx';
import { useTimeline } from './Talk.tsx';

/** What happened, in the order of time. */
export function Timeline({ record: { session } }: { record: SessionRecord }) {
  const text = useText('record');
  const read = useTimeline(session.id);
  return (
    <Part title={text.timeline.title} read={read}>
      {(moments) =>
        moments.length === 0 ? (
          <p className="card card-pad muted">{text.timeline.nothing}</p>
        ) : (
          <ol className="card moments" tabIndex={0} aria-label={text.timeline.title}>
            {moments.map((moment, at) => (
              <Row key={at} moment={moment} />
            ))}
          </ol>
        )
      }
    </Part>
  );
}

function Row({ moment: { kind, at, until, title, count } }: { moment: Moment }) {
  const text = useText('record');
  const format = useFormats();
  const known = text.kinds[kind as keyof typeof text.kinds] as string | undefined;
  const told = text.counts[kind as keyof typeof text.counts] as ((count: number) => string) | undefined;
  const minutes = until === null ? 0 : Math.round((Date.parse(until) - Date.parse(at)) / 60_000);
  const rest = [
    title === '' ? undefined : known,
    count === null ? undefined : told?.(count),
    minutes > 0 ? text.timeline.minutes(minutes) : undefined,
  ].filter((part) => part !== undefined);
  return (
    <li>
      <time className="num muted" dateTime={at}>
        {format.time(new Date(at))}
      </time>
      <span className="col">
        <span className="medium">{title === '' ? (known ?? kind) : title}</span>
        {rest.length > 0 && <span className="small faint">{rest.join(' · ')}</span>}
      </span>
    </li>
  );
}
