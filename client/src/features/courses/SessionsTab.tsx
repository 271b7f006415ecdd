import { useState } from 'react';
import type { Course, Session } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { SearchField } from '../../ui/Field.tsx';
import { SkeletonList } from '../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../ui/State.tsx';
import { useNow } from '../../ui/useNow.ts';
import { useSessions } from './queries.ts';
import { isAhead, nextOf, owns, standing } from './schedule.ts';
import { SessionRow } from './SessionRow.tsx';

/** From how many sessions a search is worth its place. */
const SEARCHABLE = 8;

interface SessionsTabProps {
  course: Course;
  onAdd: () => void;
  onPlan: () => void;
  onEdit: (session: Session) => void;
  onRest: (session: Session) => void;
}

export function SessionsTab({ course, onAdd, onPlan, onEdit, onRest }: SessionsTabProps) {
  const text = useText('courses');
  const common = useText('common');
  const now = useNow();
  const [search, setSearch] = useState('');
  const { data, error, refetch } = useSessions(course.id);

  if (data === undefined) {
    if (error) return <ErrorState error={error} title={text.sessionsTab.failed} retry={() => void refetch()} />;
    return (
      <section className="sec sec-tight">
        <SkeletonList label={common.loading} />
      </section>
    );
  }
  if (data.length === 0) {
    return (
      <State
        ghost
        title={text.sessionsTab.none}
        actions={
          owns(course.role) && (
            <>
              <Button kind="primary" icon="refresh-cw" onClick={onPlan}>
                {text.course.planSeries}
              </Button>
              <Button icon="plus" onClick={onAdd}>
                {text.course.addSession}
              </Button>
            </>
          )
        }
      >
        {owns(course.role) ? text.sessionsTab.noneOwner : text.sessionsTab.noneStudent}
      </State>
    );
  }

  const wanted = search.trim().toLocaleLowerCase();
  const numbered = data
    .map((session, index) => ({ session, number: index + 1 }))
    .filter(({ session }) => session.title.toLocaleLowerCase().includes(wanted));
  const next = nextOf(data, now);
  const urgent = next && standing(next, now) !== 'later' ? next.id : null;
  const ahead = numbered.filter(({ session }) => isUpcoming(session, now));
  const past = numbered.filter(({ session }) => !isUpcoming(session, now)).reverse();
  const rows = (entries: typeof numbered) => (
    <ul className="card list">
      {entries.map(({ session, number }) => (
        <SessionRow
          key={session.id}
          session={session}
          number={number}
          role={course.role}
          now={now}
          primary={session.id === urgent}
          onEdit={() => onEdit(session)}
          onRest={() => onRest(session)}
        />
      ))}
    </ul>
  );

  return (
    <>
      {data.length >= SEARCHABLE && (
        <div className="filters">
          <SearchField label={text.sessionsTab.search} value={search} onChange={setSearch} />
        </div>
      )}
      {ahead.length > 0 && (
        <section className="sec sec-tight">
          <div className="sec-head">
            <h2 className="h3">{text.sessionsTab.upcoming}</h2>
          </div>
          {rows(ahead)}
        </section>
      )}
      {past.length > 0 && (
        <section className="sec">
          <div className="sec-head">
            <h2 className="h3">{text.sessionsTab.past}</h2>
          </div>
          {rows(past)}
        </section>
      )}
      {numbered.length === 0 && <State title={text.sessionsTab.nothingFound(search)} />}
    </>
  );
}

/** A cancelled session stays among those to come until its time has passed, so that it can be reinstated. */
function isUpcoming(session: Session, now: Date): boolean {
  return isAhead(session.status === 'cancelled' ? { ...session, status: 'scheduled' } : session, now);
}
