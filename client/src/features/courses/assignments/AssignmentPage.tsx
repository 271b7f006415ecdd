import '../../../ui/css/assignments.css';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { Assignment, AssignmentStanding, CourseAssignment, Submission } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useErrorText, useFormats, useText } from '../../../i18n/index.ts';
import { Button, LinkButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useNow } from '../../../ui/useNow.ts';
import { sizeOf } from '../../learning/chat/size.ts';
import { withLinks } from '../../learning/chat/links.tsx';
import { CourseFrame } from '../CourseFrame.tsx';
import { useCourse } from '../queries.ts';
import { owns, teaches } from '../schedule.ts';
import { deleteAssignment, downloadHandedIn, release, restoreAssignment, shown } from './api.ts';
import { AssignmentDialog } from './AssignmentDialog.tsx';
import { HandIn } from './HandIn.tsx';
import { useAssignment, useRefreshAssignments } from './queries.ts';

/** One assignment: for students to hand in and read what came of it, for staff to arrange. */
export default function AssignmentPage() {
  const { courseId = '', assignmentId = '' } = useParams();
  const text = useText('assignments');
  const common = useText('common');
  const { data: course, error: fault } = useCourse(courseId);
  const { data, error, refetch } = useAssignment(courseId, assignmentId);
  if (course && data) return <Loaded course={course} of={data} />;
  if (error ?? fault) return <ErrorState error={error ?? fault} title={text.failed} retry={() => void refetch()} />;
  return (
    <div className="wrap">
      <SkeletonList label={common.loading} />
    </div>
  );
}

function Loaded({ course, of }: { course: Course; of: CourseAssignment & { ahead: number } }) {
  const text = useText('assignments');
  const format = useFormats();
  const { assignment, standing, counts, ahead } = of;
  const now = new Date(useNow(1_000).getTime() + ahead);
  const due = new Date(standing?.due_at ?? assignment.due_at);
  const policy = assignment.late_policy;
  return (
    <CourseFrame course={course} tab="assignments" acts={teaches(course.role) && <StaffActs course={course} of={of} />}>
      <section className="sec assignment">
        <h2>{assignment.title}</h2>
        <p className="muted">
          {text.due(format.moment(due))}
          {standing?.extended === true && ` · ${text.extended}`}
          {` · ${text.points(assignment.points)}`}
        </p>
        {standing && due > now && (
          <p className="assignment-left" role="timer">
            {text.left(Math.floor((due.getTime() - now.getTime()) / 1_000))}
          </p>
        )}
        {policy.percent !== '0' && !policy.suspended && (
          <p className="small faint">{text.policy(policy.percent, policy.last_day)}</p>
        )}
        {counts && (
          <p className="muted">{text.counts(counts.handed_in, counts.students, counts.handed_in - counts.graded)}</p>
        )}
        {assignment.instructions !== '' && (
          <div className="assignment-text">{withLinks(assignment.instructions, text.newWindow)}</div>
        )}
        {assignment.rubric.length > 0 && (
          <ul className="card list" aria-label={text.rubric}>
            {assignment.rubric.map(({ title, levels }) => (
              <li key={title}>
                <span className="grow medium">{title}</span>
                <span className="muted num">{levels.map(({ points }) => points).join(' / ')}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      {standing && <Own assignment={assignment} standing={standing} now={now} />}
    </CourseFrame>
  );
}

function Own({ assignment, standing, now }: { assignment: Assignment; standing: AssignmentStanding; now: Date }) {
  const text = useText('assignments');
  const { submissions, score, taken, closes_at } = standing;
  const used = assignment.max_attempts !== null && submissions.length >= assignment.max_attempts;
  const closed = closes_at !== null && new Date(closes_at) < now;
  return (
    <>
      {score !== null && (
        <section className="sec">
          <div className="note" data-kind="success">
            <b>{text.score(shown(score), assignment.points)}</b>
            {taken !== null && taken.numerator > 0 && <span>{text.taken(shown(taken))}</span>}
          </div>
        </section>
      )}
      {new Date(assignment.opens_at) <= now && !used && !closed && (
        <HandIn assignment={assignment} again={submissions.length > 0} />
      )}
      {closed && <p className="sec muted">{text.closed}</p>}
      {used && <p className="sec muted">{text.used}</p>}
      {[...submissions].reverse().map((submission) => (
        <HandedIn key={submission.id} assignment={assignment} submission={submission} />
      ))}
    </>
  );
}

/** What was handed in: the receipt, the work, and what staff say of it. */
function HandedIn({ assignment, submission }: { assignment: Assignment; submission: Submission }) {
  const text = useText('assignments');
  const format = useFormats();
  const { number, received_at, late_seconds, sha256, counts, grade, files } = submission;
  return (
    <section className="sec card assignment-receipt" aria-label={text.version(number)}>
      <div className="row">
        <h3 className="grow">{text.version(number)}</h3>
        {late_seconds > 0 && (
          <span className="badge" data-kind="warn">
            {text.late(late_seconds)}
          </span>
        )}
        {counts && (
          <span className="badge" data-kind="success">
            {text.counting}
          </span>
        )}
      </div>
      <p className="small muted">
        {text.received(format.moment(new Date(received_at)), format.clock(new Date(received_at)))}
      </p>
      <p className="small faint assignment-hash">{text.receipt(sha256)}</p>
      {submission.text !== '' && <div className="assignment-text">{submission.text}</div>}
      {files.map((file) => (
        <Button
          key={file.id}
          size="sm"
          icon="download"
          onClick={() => void downloadHandedIn(assignment, submission.id, file)}
        >
          {file.name} · {sizeOf(file.size)}
        </Button>
      ))}
      {grade && (
        <div className="col gap-2">
          {assignment.rubric.map(({ title, levels }, at) => (
            <span key={title} className="row">
              <span className="grow">{title}</span>
              <span className="num">{levels[grade.levels[at] ?? -1]?.points ?? '–'}</span>
            </span>
          ))}
          {grade.points !== null && <b>{text.raw(grade.points, assignment.points)}</b>}
          {grade.feedback !== '' && <div className="assignment-text note">{grade.feedback}</div>}
        </div>
      )}
    </section>
  );
}

function StaffActs({ course, of: { assignment } }: { course: Course; of: CourseAssignment }) {
  const text = useText('assignments');
  const describe = useErrorText();
  const refresh = useRefreshAssignments(course.id);
  const [, navigate] = useLocation();
  const [editing, setEditing] = useState(false);
  const run = (act: () => Promise<unknown>) =>
    void act()
      .catch((fault: unknown) => {
        const { what, rest } = describe(fault);
        toast(`${what} ${rest}`);
      })
      .finally(() => void refresh());
  const set = (released: boolean) =>
    run(async () => {
      await release(assignment, released);
      toast(released ? text.released : text.hidden, () => set(!released));
    });
  const remove = () =>
    run(async () => {
      await deleteAssignment(assignment);
      navigate(`/courses/${course.id}/assignments`);
      toast(text.deleted(assignment.title), () => run(() => restoreAssignment(assignment)));
    });
  const out = assignment.released_at !== null;
  return (
    <>
      {owns(course.role) && (
        <Button icon="eye" onClick={() => set(!out)}>
          {out ? text.hide : text.release}
        </Button>
      )}
      <LinkButton kind="primary" icon="list-checks" href={`/courses/${course.id}/assignments/${assignment.id}/grading`}>
        {text.grade}
      </LinkButton>
      {owns(course.role) && (
        <Menu
          label={text.options}
          items={[
            { label: text.form.edit, icon: 'pencil', onSelect: () => setEditing(true) },
            { label: text.delete, icon: 'trash-2', danger: true, onSelect: remove },
          ]}
        >
          <Icon name="ellipsis" size={20} />
        </Menu>
      )}
      {editing && <AssignmentDialog courseId={course.id} assignment={assignment} onClose={() => setEditing(false)} />}
    </>
  );
}
