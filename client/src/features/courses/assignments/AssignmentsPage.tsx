import { useState } from 'react';
import { Link, useParams } from 'wouter';
import type { CourseAssignment } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { CourseFrame } from '../CourseFrame.tsx';
import { useCourse } from '../queries.ts';
import { owns } from '../schedule.ts';
import { shown } from './api.ts';
import { AssignmentDialog } from './AssignmentDialog.tsx';
import { useAssignments } from './queries.ts';

/** What students of a course are to hand in. */
export default function AssignmentsPage() {
  const { courseId = '' } = useParams();
  const text = useText('courses').course;
  const common = useText('common');
  const { data: course, error, refetch } = useCourse(courseId);
  if (course) return <Assignments key={course.id} course={course} />;
  if (error) return <ErrorState error={error} title={text.failed} retry={() => void refetch()} />;
  return (
    <div className="wrap">
      <SkeletonList label={common.loading} />
    </div>
  );
}

function Assignments({ course }: { course: Course }) {
  const text = useText('assignments');
  const common = useText('common');
  const { data, error, refetch } = useAssignments(course.id);
  const [open, setOpen] = useState(false);
  const make = owns(course.role) && (
    <Button kind="primary" icon="plus" onClick={() => setOpen(true)}>
      {text.make}
    </Button>
  );
  return (
    <CourseFrame course={course} tab="assignments" acts={data?.length === 0 ? null : make}>
      <section className="sec sec-tight">
        {data === undefined ? (
          error ? (
            <ErrorState error={error} title={text.failed} retry={() => void refetch()} />
          ) : (
            <SkeletonList label={common.loading} rows={4} />
          )
        ) : data.length === 0 ? (
          <State ghost title={text.empty} actions={make}>
            {owns(course.role) ? text.emptyStaff : text.emptyStudent}
          </State>
        ) : (
          <ul className="card list">
            {data.map((each) => (
              <Row key={each.assignment.id} course={course} of={each} />
            ))}
          </ul>
        )}
      </section>
      {open && <AssignmentDialog courseId={course.id} onClose={() => setOpen(false)} />}
    </CourseFrame>
  );
}

function Row({ course, of: { assignment, standing, counts } }: { course: Course; of: CourseAssignment }) {
  const text = useText('assignments');
  const format = useFormats();
  const due = new Date(standing?.due_at ?? assignment.due_at);
  return (
    <li>
      <span className="muted">
        <Icon name="clipboard-check" size={20} />
      </span>
      <div className="col grow">
        <Link href={`/courses/${course.id}/assignments/${assignment.id}`} className="medium cut link-plain">
          {assignment.title}
        </Link>
        <span className="small faint cut">
          {text.due(format.moment(due))}
          {counts && ` · ${text.counts(counts.handed_in, counts.students, counts.handed_in - counts.graded)}`}
        </span>
      </div>
      {!assignment.published && <span className="badge">{text.draft}</span>}
      {standing && (
        <span
          className="badge"
          data-kind={standing.state === 'missing' ? 'danger' : standing.score ? 'success' : 'accent'}
        >
          {standing.score !== null
            ? text.score(shown(standing.score), assignment.points)
            : standing.submissions.length > 0
              ? text.handedIn
              : text.states[standing.state]}
        </span>
      )}
    </li>
  );
}
