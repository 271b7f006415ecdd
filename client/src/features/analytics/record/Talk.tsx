import { useQuery } from '@tanstack/react-query';
import { useState, type CSSProperties } from 'react';
import type { SessionRecord, TalkLane } from '../../../core/api.gen.ts';
import { ApiError } from '../../../core/api.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { duration } from '../participation/insights.ts';
import { getTalk, getTimeline } from './api.ts';
import { Part } from './Part.tsx';
import { useParticipation } from './RecordFigures.tsx';
import { drawn, frameOf, place } from './spans.ts';
import { AxisLane, Track } from './Track.tsx';

const SHOWN = 8;
const TEACHERS: ReadonlySet<TalkLane['role']> = new Set(['professor', 'co_professor', 'ta']);

export const useTimeline = (session: string) =>
  useQuery({
    queryKey: ['record', session, 'timeline'],
    queryFn: ({ signal }) => getTimeline(session, { signal }),
  });

/** Who spoke when, with what everybody did meanwhile; of others nothing for students. */
export function Talk({ record: { session, role } }: { record: SessionRecord }) {
  const text = useText('record').talk;
  const own = role === 'student';
  const read = useQuery({
    queryKey: ['record', session.id, 'talk'],
    queryFn: ({ signal }) => getTalk(session.id, { signal }),
    retry: false,
  });
  const [all, setAll] = useState(false);
  const frame = frameOf(session);
  const moments = useTimeline(session.id).data ?? [];
  // An assistant to whom the professor shows nobody.
  if (read.error instanceof ApiError && read.error.code === 'participation_hidden') return null;
  return (
    <Part
      title={own ? text.own : text.title}
      read={read}
      end={
        !own && (
          <span className="row small faint">
            <i className="lg" data-kind="teacher" aria-hidden="true" />
            {text.teachers}
            <i className="lg" data-kind="voice" aria-hidden="true" />
            {text.students}
          </span>
        )
      }
    >
      {({ lanes }) => (
        <div className="card card-pad lanes">
          {lanes.length === 0 && <p className="muted">{own ? text.ownNothing : text.nothing}</p>}
          <Events frame={frame} moments={moments} />
          <ul>
            {(all ? lanes : lanes.slice(0, SHOWN)).map((lane) => (
              <li key={lane.participant_id} className="lane">
                <span className={TEACHERS.has(lane.role) ? 'cut medium' : 'cut'} title={lane.name}>
                  {lane.name}
                </span>
                <Track frame={frame} spans={lane.spans} kind={TEACHERS.has(lane.role) ? 'teacher' : 'voice'} />
                <span className="num muted">{duration(lane.spoken)}</span>
              </li>
            ))}
          </ul>
          <AxisLane frame={frame} />
          {lanes.length > SHOWN && !all && (
            <Button kind="quiet" size="sm" onClick={() => setAll(true)}>
              {text.others(lanes.length - SHOWN)}
            </Button>
          )}
          {!own && <Unheard session={session.id} />}
        </div>
      )}
    </Part>
  );
}

function Events({ frame, moments }: { frame: ReturnType<typeof frameOf>; moments: Parameters<typeof drawn>[1] }) {
  const text = useText('record');
  const events = drawn(frame, moments);
  if (events.length === 0) return null;
  return (
    <div className="lane">
      <span className="small faint cut">{text.talk.course}</span>
      <span className="evs" aria-hidden="true">
        {events.map(({ kind, title, at, until }) => {
          const { left, width } = place(frame, at, until);
          const words = (text.kinds[kind as keyof typeof text.kinds] as string | undefined) ?? title;
          return (
            <span
              key={`${kind} ${at}`}
              title={title}
              style={{ '--left': `${left}%`, '--width': `${width}%` } as CSSProperties}
            >
              {words}
            </span>
          );
        })}
      </span>
      <span />
    </div>
  );
}

/** How many have not spoken, and how many of them took part in other ways. */
function Unheard({ session }: { session: string }) {
  const text = useText('record').talk;
  const people = useParticipation(session).data?.people ?? null;
  if (people === null) return null;
  const silent = people.filter(({ spoken, interpreted }) => spoken + interpreted === 0);
  if (silent.length === 0) return null;
  const otherwise = silent.filter(
    (person) => person.messages + person.group_messages + person.questions + person.answered + person.drawn > 0,
  );
  return (
    <div className="note">
      <p>{text.unheard(silent.length, otherwise.length)}</p>
    </div>
  );
}
