import '../../../ui/css/record.css';
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { Link, Redirect, useParams } from 'wouter';
import type { SessionRecord } from '../../../core/api.gen.ts';
import { ApiError } from '../../../core/api.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { usePageTitle } from '../../../ui/page.ts';
import { SkeletonLine, SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { getRecord } from './api.ts';
import { AttendanceOfClass } from './AttendanceOfClass.tsx';
import { OwnFigures, StaffFigures } from './RecordFigures.tsx';
import type { RecordSection } from './sections.ts';
import { Talk } from './Talk.tsx';
import { Timeline } from './Timeline.tsx';

/** What a session was, once it is over: who was there, what happened, and what every tool has kept. */
export function RecordPage({ sections }: { sections: readonly RecordSection[] }) {
  const { sessionId = '' } = useParams();
  const common = useText('common');
  const text = useText('record');
  const { data, error, refetch } = useQuery({
    queryKey: ['record', sessionId],
    queryFn: ({ signal }) => getRecord(sessionId, { signal }),
  });
  usePageTitle(data === undefined ? text.title : `${data.session.title} · ${data.session.course_title}`);
  if (data !== undefined) return <Loaded record={data} sections={sections} />;
  if (error instanceof ApiError && error.code === 'session_not_ended') {
    return <Redirect to={`/sessions/${sessionId}`} replace />;
  }
  if (error !== null) return <ErrorState error={error} title={text.failed} retry={() => void refetch()} />;
  return (
    <div className="wrap">
      <header className="phead">
        <SkeletonLine width={260} />
      </header>
      <SkeletonList label={common.loading} />
    </div>
  );
}

function Loaded({ record, sections }: { record: SessionRecord; sections: readonly RecordSection[] }) {
  const text = useText('record');
  const common = useText('common');
  const format = useFormats();
  const { session, role, attendance, own, parts } = record;
  const staff = attendance !== null;
  const from = new Date(session.started_at ?? session.scheduled_at);
  const to = new Date(session.ended_at ?? session.scheduled_at);
  const counted = role !== 'observer';
  return (
    <div className="wrap record">
      <header className="phead">
        <div className="col">
          <Link className="crumb small muted cut" href={`/courses/${session.course_id}`}>
            {session.course_title}
          </Link>
          <h1>{session.title}</h1>
          <p className="muted subtitle">
            {format.date(from)} {format.spanWithZone(from, to)}
          </p>
        </div>
        <div className="acts">
          <CopyButton className="btn" value={`${location.origin}/sessions/${session.id}`}>
            {text.copyLink}
          </CopyButton>
        </div>
      </header>
      {attendance !== null && <StaffFigures record={record} attendance={attendance} />}
      {own !== null && <OwnFigures record={record} own={own} />}
      {counted && role !== 'admin' && <Talk record={record} />}
      <Timeline record={record} />
      {staff && <AttendanceOfClass record={record} />}
      {sections
        .filter(({ name }) => parts.some((part) => part.name === name))
        .map(({ name, Section }) => (
          <Suspense key={name} fallback={<SkeletonList rows={2} label={common.loading} />}>
            <Section session={session} role={role} staff={staff} />
          </Suspense>
        ))}
    </div>
  );
}
