import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Attendance, SessionRecord } from '../../../core/api.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { SearchField } from '../../../ui/Field.tsx';
import { MoreOnScroll } from '../../../ui/MoreOnScroll.tsx';
import { useRested } from '../../../ui/useRested.ts';
import { attempt } from '../../media/attempt.ts';
import { download } from '../../media/download.ts';
import { listAttendance } from './api.ts';
import { Part } from './Part.tsx';
import { frameOf, type Frame } from './spans.ts';
import { AxisLane, Track } from './Track.tsx';

/** From so many students on there is a field to search in. */
const MANY = 12;
const RESTED_MS = 250;

/** Who was there, from when to when: facts, and no verdict on what is late. */
export function AttendanceOfClass({ record: { session, attendance } }: { record: SessionRecord }) {
  const text = useText('record').attendance;
  const [search, setSearch] = useState('');
  const wanted = useRested(search, RESTED_MS);
  const frame = frameOf(session);
  const list = useInfiniteQuery({
    queryKey: ['record', session.id, 'attendance', wanted],
    queryFn: ({ pageParam, signal }) => listAttendance(session.id, { search: wanted, cursor: pageParam, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (previous) => previous,
  });
  const { refetch, error } = list;
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <Part
      title={text.title}
      read={{ data: rows, error, refetch }}
      end={
        <span className="row">
          {(attendance?.students ?? 0) > MANY && (
            <SearchField label={text.search} value={search} onChange={setSearch} />
          )}
          <IconButton
            small
            icon="download"
            label={text.download}
            onClick={() => attempt(download(`/sessions/${session.id}/record/attendance.csv`, `${session.title}.csv`))}
          />
        </span>
      }
    >
      {(students) => (
        <div className="card card-pad lanes tall" tabIndex={0} role="group" aria-label={text.title}>
          {students.length === 0 && <p className="muted">{wanted === '' ? text.nobody : text.none(wanted)}</p>}
          <ul>
            {students.map((student) => (
              <Row key={student.participant_id} student={student} frame={frame} />
            ))}
          </ul>
          <AxisLane frame={frame} />
          <MoreOnScroll list={list} />
        </div>
      )}
    </Part>
  );
}

function Row({ student: { name, minutes, stays }, frame }: { student: Attendance; frame: Frame }) {
  const text = useText('record').attendance;
  const format = useFormats();
  const times = stays.map(({ start, end }) => format.span(new Date(start), new Date(end))).join(', ');
  return (
    <li className="lane" title={times === '' ? undefined : times}>
      <span className="cut" title={name}>
        {name}
      </span>
      {stays.length === 0 ? (
        <span className="small faint">{text.absent}</span>
      ) : (
        <>
          <Track frame={frame} spans={stays} kind="presence" />
          <span className="sr">{times}</span>
        </>
      )}
      <span className="num muted">{stays.length === 0 ? '–' : text.minutes(Math.round(minutes))}</span>
    </li>
  );
}
