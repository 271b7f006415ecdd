import '../../../ui/css/assignments.css';
import { useEffect, useState } from 'react';
import { Link, Redirect, useParams } from 'wouter';
import type { Assignment, StudentWork } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { SearchField } from '../../../ui/Field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { usePageTitle } from '../../../ui/page.ts';
import { Segments } from '../../../ui/Segments.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { useCourse } from '../queries.ts';
import { teaches } from '../schedule.ts';
import { Grader } from './Grader.tsx';
import { isGraded, listed, toGrade } from './grading.ts';
import { useAssignment, useWorks } from './queries.ts';

/** Where staff grade one assignment, work after work. */
export default function GradingPage() {
  const { courseId = '', assignmentId = '' } = useParams();
  const text = useText('assignments');
  const common = useText('common');
  const { data: course } = useCourse(courseId);
  const { data, error, refetch } = useAssignment(courseId, assignmentId);
  const works = useWorks(courseId, assignmentId);
  if (course && !teaches(course.role)) {
    return <Redirect to={`/courses/${courseId}/assignments/${assignmentId}`} replace />;
  }
  const fault = error ?? works.error;
  if (fault) {
    const again = () => void Promise.all([refetch(), works.refetch()]);
    return (
      <main className="main">
        <ErrorState error={fault} title={text.failed} retry={again} />
      </main>
    );
  }
  if (!course || !data || !works.data) {
    return (
      <main className="main">
        <SkeletonList label={common.loading} />
      </main>
    );
  }
  return <Grading course={course} assignment={data.assignment} works={works.data} />;
}

interface Props {
  course: Course;
  assignment: Assignment;
  works: readonly StudentWork[];
}

function Grading({ course, assignment, works }: Props) {
  const text = useText('assignments');
  const [search, setSearch] = useState('');
  const [which, setWhich] = useState<'open' | 'all'>('all');
  const handedIn = works.filter((work) => toGrade(work) !== null);
  const graded = handedIn.filter(isGraded).length;
  const [person, setPerson] = useState(() => (handedIn.find((work) => !isGraded(work)) ?? handedIn[0])?.user_id);
  usePageTitle(`${assignment.title} · ${course.title}`);
  const current = handedIn.find(({ user_id }) => user_id === person);
  const list = listed(works, which === 'open', search);
  const step = (by: 1 | -1) => {
    const at = handedIn.findIndex(({ user_id }) => user_id === person);
    const next = handedIn[at + by];
    if (next) setPerson(next.user_id);
  };
  useEffect(() => {
    document.querySelector(`[data-person="${person ?? ''}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [person]);
  const home = `/courses/${course.id}/assignments/${assignment.id}`;
  return (
    <main className="grading">
      <header>
        <Link href={home} className="icon-btn" aria-label={text.back}>
          <Icon name="arrow-left" size={20} />
        </Link>
        <div className="col">
          <h1 className="cut">{assignment.title}</h1>
          <span className="small faint hide-sm">{course.title}</span>
        </div>
        <span className="row row-3 end">
          <span className="bar hide-sm" style={{ width: 160 }} aria-hidden="true">
            <i style={{ width: `${handedIn.length === 0 ? 0 : (graded / handedIn.length) * 100}%` }} />
          </span>
          <span className="num muted">{text.graded(graded, handedIn.length)}</span>
        </span>
      </header>
      <nav className="g-list" aria-label={text.works}>
        <div className="g-find">
          <SearchField label={text.find} value={search} onChange={setSearch} />
          <Segments
            label={text.which}
            value={which}
            options={[
              { value: 'open', label: text.open(handedIn.length - graded) },
              { value: 'all', label: text.all(handedIn.length) },
            ]}
            onChange={setWhich}
          />
        </div>
        <div className="g-people" tabIndex={0} role="group" aria-label={text.works}>
          {list.map((work) => (
            <button
              key={work.user_id}
              type="button"
              data-person={work.user_id}
              aria-current={work.user_id === person ? 'true' : undefined}
              onClick={() => setPerson(work.user_id)}
            >
              <Avatar id={work.user_id} name={work.name} size={24} />
              <span className="cut grow">{work.name}</span>
              <span className="num faint">{toGrade(work)?.grade?.points ?? ''}</span>
            </button>
          ))}
        </div>
      </nav>
      {current ? (
        <Grader
          key={`${current.user_id} ${toGrade(current)?.id ?? ''}`}
          assignment={assignment}
          work={current}
          onStep={step}
        />
      ) : (
        <State title={text.nothingToGrade}>{text.nothingToGradeText}</State>
      )}
    </main>
  );
}
