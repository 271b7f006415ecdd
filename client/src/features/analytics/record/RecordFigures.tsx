import { useQuery } from '@tanstack/react-query';
import type { Attendance, AttendanceOfClass, SessionRecord } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Figure } from '../participation/Figures.tsx';
import { duration } from '../participation/insights.ts';
import { getParticipation } from './api.ts';

/** The same query for all that show participation. */
export function useParticipation(session: string, mayKnow = true) {
  return useQuery({
    queryKey: ['record', session, 'participation'],
    queryFn: ({ signal }) => getParticipation(session, { signal }),
    enabled: mayKnow,
    retry: false,
  });
}

const percent = (share: number | null = null) => (share === null ? '–' : `${Math.round(share * 100)}%`);

/** Of the class: who came, who has spoken, how much of the talk was the teachers'. */
export function StaffFigures({ record, attendance }: { record: SessionRecord; attendance: AttendanceOfClass }) {
  const text = useText('record').figures;
  const insights = useText('insights');
  const figures = useParticipation(record.session.id).data?.figures ?? null;
  const before = figures?.teachers_before ?? null;
  return (
    <dl className="figures">
      <Figure name={text.attendance} value={attendance.came} of={attendance.students} />
      <Figure name={insights.spoke} value={figures?.spoke ?? '–'} {...(figures !== null && { of: figures.students })} />
      <Figure
        name={insights.teachers}
        value={percent(figures?.teachers)}
        note={before === null ? null : insights.before(percent(before))}
      />
      <Figure
        name={insights.answered}
        value={percent(figures?.answered)}
        note={figures === null || figures.rounds === 0 ? text.noPolls : insights.ofRounds(figures.rounds)}
      />
      <Figure
        name={insights.messages}
        value={figures?.messages ?? '–'}
        note={figures === null ? null : insights.writers(figures.writers)}
      />
    </dl>
  );
}

/** Of oneself. */
export function OwnFigures({ record, own }: { record: SessionRecord; own: Attendance }) {
  const text = useText('record').figures;
  const insights = useText('insights');
  const done = useParticipation(record.session.id).data?.own ?? null;
  return (
    <>
      <dl className="figures">
        <Figure
          name={insights.own.minutes}
          value={own.stays.length === 0 ? text.absent : insights.own.minutesOf(Math.round(own.minutes))}
        />
        <Figure name={insights.own.spoken} value={done === null ? '–' : duration(done.spoken)} />
        <Figure
          name={insights.own.votes}
          value={done === null || done.rounds === 0 ? '–' : `${done.answered}/${done.rounds}`}
        />
        <Figure name={insights.own.messages} value={done?.messages ?? '–'} />
        <Figure name={insights.own.hands} value={done?.hands ?? '–'} />
      </dl>
      <p className="small faint record-only">{insights.own.only}</p>
    </>
  );
}
