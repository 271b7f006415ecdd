import '../../../ui/css/plan.css';
import '../../../ui/css/rehearsal.css';
import { useState } from 'react';
import { Link, Redirect, useParams, useSearchParams } from 'wouter';
import type { Plan, Rehearsal } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button, LinkButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { usePageTitle } from '../../../ui/page.ts';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { useCourse } from '../../courses/queries.ts';
import { teaches } from '../../courses/schedule.ts';
import { usePlan } from '../plan/queries.ts';
import { BeginForm, type Chosen } from './BeginForm.tsx';
import { Live } from './Live.tsx';
import { useKnowRehearsal, useRehearsals } from './queries.ts';
import { Report } from './Report.tsx';
import { FEWEST, isOver, MOST } from './report.ts';

/** A lesson plan is gone through with simulated students: begun, looked at, read about. */
export default function RehearsalPage() {
  const { courseId = '', planId = '' } = useParams();
  const text = useText('plan').rehearsal;
  const common = useText('common');
  const course = useCourse(courseId);
  const plan = usePlan(planId);
  const list = useRehearsals(planId);
  if (course.data && !teaches(course.data.role)) return <Redirect to={`/courses/${courseId}`} replace />;
  const error = course.error ?? plan.error ?? (list.data === undefined ? list.error : null);
  if (error) {
    const retry = () => void Promise.all([course.refetch(), plan.refetch(), list.refetch()]);
    return <ErrorState error={error} title={text.failed} retry={retry} />;
  }
  if (course.data === undefined || plan.data === undefined || list.data === undefined) {
    return (
      <div className="wrap">
        <SkeletonList label={common.loading} rows={6} />
      </div>
    );
  }
  return (
    <Loaded
      course={course.data}
      plan={plan.data}
      rehearsals={list.data}
      lost={list.isError}
      reload={() => void list.refetch()}
    />
  );
}

interface LoadedProps {
  course: Course;
  plan: Plan;
  rehearsals: readonly Rehearsal[];
  /** They could not be asked for just now. */
  lost: boolean;
  reload: () => void;
}

function Loaded({ course, plan, rehearsals, lost, reload }: LoadedProps) {
  const text = useText('plan').rehearsal;
  const know = useKnowRehearsal(plan.id);
  const [search, setSearch] = useSearchParams();
  const [chosen, setChosen] = useState<Chosen>({ students: Math.min(MOST, Math.max(FEWEST, course.people)) });
  usePageTitle(`${text.title} · ${plan.title}`);
  const asked = search.get('of');
  // What goes on is the first thing on the page, whoever has begun it.
  const shown = rehearsals.find((each) => (asked === null ? !isOver(each) : each.id === asked));
  const [seen, setSeen] = useState<string | null>(null);
  if (shown !== undefined && !isOver(shown) && seen !== shown.id) setSeen(shown.id);
  const again = (next: Chosen) => {
    setChosen(next);
    setSearch({});
  };
  const view = () => {
    if (shown !== undefined && isOver(shown)) {
      return <Report course={course} plan={plan} report={shown} fresh={seen === shown.id} onAgain={again} />;
    }
    if (shown !== undefined) return <Live rehearsal={shown} lost={lost} onTold={know} />;
    if (asked !== null) {
      return (
        <State
          title={text.gone.title}
          actions={
            <Button kind="primary" onClick={() => again(chosen)}>
              {text.report.again}
            </Button>
          }
        >
          {text.gone.text}
        </State>
      );
    }
    if (plan.steps.length === 0) {
      return (
        <State
          ghost
          title={text.empty}
          actions={
            <LinkButton kind="primary" href={`/courses/${course.id}/plans/${plan.id}`}>
              {text.toPlan}
            </LinkButton>
          }
        >
          {text.emptyText}
        </State>
      );
    }
    return (
      <>
        <BeginForm
          plan={plan}
          chosen={chosen}
          reload={reload}
          onBegun={(begun) => {
            know(begun);
            setSearch({ of: begun.id });
          }}
        />
        <Latest rehearsals={rehearsals} />
      </>
    );
  };
  return (
    <div className="wrap rehearsal">
      <Link href={`/courses/${course.id}/plans/${plan.id}`} className="plan-crumb row small">
        <Icon name="chevron-left" />
        {text.back}
      </Link>
      <header className="phead">
        <div className="col grow">
          <h1>{text.title}</h1>
          <p className="muted subtitle">{plan.title}</p>
        </div>
      </header>
      {view()}
    </div>
  );
}

/** Reports that are still there. */
function Latest({ rehearsals }: { rehearsals: readonly Rehearsal[] }) {
  const text = useText('plan').rehearsal;
  const format = useFormats();
  if (rehearsals.length === 0) return null;
  return (
    <section className="sec" aria-labelledby="latest">
      <div className="sec-head">
        <h2 id="latest">{text.form.latest}</h2>
      </div>
      <ul className="card list">
        {rehearsals.map(({ id, started_at, students, speed, state }) => (
          <li key={id}>
            <Link href={`?of=${id}`} className="medium cut link-plain num grow">
              {text.report.list(format.time(new Date(started_at)), students, text.speeds[speed === 1 ? 1 : 10])}
            </Link>
            <span className="small faint">{text.report.states[state]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
