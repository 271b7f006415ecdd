import type { Meeting, RestStep } from '../../../core/api.gen.ts';
import { formats, useLanguage, useText, type Catalogues } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';

export type Planned = Pick<RestStep, 'act' | 'was' | 'meeting'>;

interface MeetingListProps {
  planned: readonly Planned[];
  /** That the series is of: its times are shown as the clocks there show them. */
  zone: string;
  /** Leaves a meeting out, or takes it in again, by the time that names it. */
  onToggle: ((original: string) => void) | null;
}

/** What would come of a series, meeting by meeting. */
export function MeetingList({ planned, zone, onToggle }: MeetingListProps) {
  const text = useText('courseTools').series;
  const format = formats(useLanguage(), zone);
  const meetings = planned.flatMap(({ meeting }) => meeting ?? []);
  const held = meetings.filter((meeting) => isHeld(meeting) && !meeting.over);
  const over = meetings.filter((meeting) => meeting.over).length;
  const without = meetings.filter((meeting) => !isHeld(meeting) && !meeting.over).length;
  const clashes = held.filter((meeting) => meeting.clash !== null).length;

  return (
    <>
      <p className="small muted" aria-live="polite">
        {[
          text.planned(held.length),
          without > 0 && text.without(without),
          clashes > 0 && text.clashes(clashes),
          over > 0 && text.over(over),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <ol className="card list meeting-list scroll" tabIndex={0} aria-label={text.preview}>
        {planned.map(({ act, was, meeting }, at) => {
          const from = new Date(meeting?.start ?? was ?? 0);
          const day = format.day(from);
          return (
            <li key={at} className="row">
              <span className="when medium">{day}</span>
              <span className="small num muted">
                {meeting ? format.span(from, new Date(meeting.end)) : format.time(from)}
              </span>
              <span className="small faint grow">
                {marks(text, (at) => format.day(at), act, was, meeting).join(' · ')}
              </span>
              {onToggle !== null && meeting !== null && !meeting.over && meeting.state !== 'holiday' && (
                <Button
                  size="sm"
                  kind="quiet"
                  aria-label={isHeld(meeting) ? text.skip(day) : text.hold(day)}
                  onClick={() => onToggle(meeting.original)}
                >
                  {isHeld(meeting) ? text.skipShort : text.holdShort}
                </Button>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}

const isHeld = ({ state }: Meeting) => state === 'planned' || state === 'moved';

function marks(
  text: Catalogues['courseTools']['series'],
  day: (at: Date) => string,
  act: Planned['act'],
  was: string | null,
  meeting: Meeting | null,
): string[] {
  if (meeting === null) return [text.marks.removed];
  const found: string[] = [];
  if (meeting.over) found.push(text.marks.over);
  else if (!isHeld(meeting)) found.push(meeting.why || text.marks.cancelled);
  if (meeting.clash !== null) found.push(text.marks.clash(meeting.clash));
  if (meeting.skipped) found.push(text.marks.skipped);
  if (was === null) return found;
  if (act === 'kept') found.push(text.marks.kept);
  else if (was !== meeting.start) found.push(text.marks.was(day(new Date(was))));
  return found;
}
