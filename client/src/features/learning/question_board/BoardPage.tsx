import '../../../ui/css/chat.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { api, session as signIn } from '../../../core/client.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { usePageTitle } from '../../../ui/page.ts';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { useNow } from '../../../ui/useNow.ts';
import type { Course, Session } from '../../../core/types.ts';
import { useCourse, useSession } from '../../courses/queries.ts';
import { endOf, standing, startOf } from '../../courses/schedule.ts';
import { SessionEntry } from '../../courses/SessionEntry.tsx';
import { StandingBadge } from '../../courses/StandingBadge.tsx';
import { complain } from '../../media/attempt.ts';
import { Ask } from './Ask.tsx';
import { QuestionList } from './QuestionList.tsx';
import { RemoteBoard } from './remoteBoard.ts';

/** What others ask meanwhile is seen after so long. */
const AGAIN_MS = 15_000;

/** The question board of a session on a page of its own: before class and after it. */
export default function BoardPage() {
  const { sessionId = '' } = useParams();
  const common = useText('common');
  const text = useText('questionBoard');
  const session = useSession(sessionId);
  const course = useCourse(session.data?.course_id ?? '', session.data !== undefined);
  const fault = session.error ?? course.error;
  if (session.data && course.data) return <Page key={sessionId} session={session.data} course={course.data} />;
  if (fault) {
    return (
      <ErrorState
        error={fault}
        title={text.failed}
        retry={() => void Promise.all([session.refetch(), course.refetch()])}
      />
    );
  }
  return (
    <div className="wrap">
      <SkeletonList label={common.loading} />
    </div>
  );
}

function Page({ session, course }: { session: Session; course: Course }) {
  const text = useText('questionBoard');
  const common = useText('common');
  const format = useFormats();
  const now = useNow();
  const [board] = useState(() => new RemoteBoard(api, session.id, (fault) => void complain(fault)));
  const read = useQuery({
    queryKey: ['board', session.id],
    queryFn: ({ signal }) => board.load(signal),
    refetchInterval: AGAIN_MS,
    refetchOnMount: 'always',
  });
  usePageTitle(`${text.title} · ${session.title}`);
  const me = { id: signIn.user?.id ?? '', role: course.role };
  const where = standing(session, now);
  const asks = course.role !== 'observer' && where !== 'cancelled';
  return (
    <div className="wrap board-page">
      <header className="phead">
        <div className="col">
          <Link href={`/courses/${course.id}`} className="row small muted board-back">
            <Icon name="arrow-left" size={16} />
            <span className="cut">{course.title}</span>
          </Link>
          <h1>{text.title}</h1>
          <p className="muted subtitle">
            {session.title} · {format.date(startOf(session))} {format.span(startOf(session), endOf(session))}
          </p>
        </div>
        <div className="acts">
          <StandingBadge session={session} now={now} />
          {where !== 'ended' && where !== 'cancelled' && (
            <SessionEntry session={session} role={course.role} now={now} primary={where === 'live'} />
          )}
        </div>
      </header>
      {asks ? (
        <div className="card card-pad">
          <Ask board={board} me={me} />
        </div>
      ) : (
        <p className="muted">{where === 'cancelled' ? text.cancelled : text.observer}</p>
      )}
      {read.data !== undefined ? (
        <div className="card">
          <QuestionList page board={board} me={me} />
        </div>
      ) : read.error !== null ? (
        <ErrorState error={read.error} title={text.failed} retry={() => void read.refetch()} />
      ) : (
        <SkeletonList label={common.loading} />
      )}
    </div>
  );
}
