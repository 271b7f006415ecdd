import { useState } from 'react';
import { Link, Redirect, useLocation, useParams } from 'wouter';
import type { PlanSummary } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useErrorText, useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { SearchField } from '../../../ui/Field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { CourseFrame } from '../../courses/CourseFrame.tsx';
import { useCourse } from '../../courses/queries.ts';
import { teaches } from '../../courses/schedule.ts';
import { deletePlan, getPlan, makePlan, restorePlan } from './api.ts';
import { usePlans, useRefreshPlans } from './queries.ts';

/** From how many plans a search is worth its place. */
const SEARCHABLE = 8;

/** The lesson plans of a course, for its staff. */
export default function PlansPage() {
  const { courseId = '' } = useParams();
  const text = useText('courses').course;
  const common = useText('common');
  const { data: course, error, refetch } = useCourse(courseId);
  if (course)
    return teaches(course.role) ? <Plans course={course} /> : <Redirect to={`/courses/${courseId}`} replace />;
  if (error) return <ErrorState error={error} title={text.failed} retry={() => void refetch()} />;
  return (
    <div className="wrap">
      <SkeletonList label={common.loading} />
    </div>
  );
}

function Plans({ course }: { course: Course }) {
  const text = useText('plan').list;
  const common = useText('common');
  const [search, setSearch] = useState('');
  const { data: plans, error, refetch } = usePlans(course.id);
  const acts = useActs(course);
  const make = (
    <Button kind="primary" icon="plus" busy={acts.busy} onClick={acts.make}>
      {text.make}
    </Button>
  );
  const wanted = search.trim().toLocaleLowerCase();
  const found = plans?.filter(({ title }) => title.toLocaleLowerCase().includes(wanted));
  return (
    <CourseFrame course={course} tab="plans" acts={plans?.length === 0 ? null : make}>
      {plans !== undefined && plans.length >= SEARCHABLE && (
        <div className="filters">
          <SearchField label={text.search} value={search} onChange={setSearch} />
        </div>
      )}
      <section className="sec sec-tight">
        {found === undefined ? (
          error ? (
            <ErrorState error={error} title={text.failed} retry={() => void refetch()} />
          ) : (
            <SkeletonList label={common.loading} rows={4} />
          )
        ) : plans?.length === 0 ? (
          <State ghost title={text.empty} actions={make}>
            {text.emptyText}
          </State>
        ) : found.length === 0 ? (
          <State title={text.nothingFound(search)} />
        ) : (
          <ul className="card list">
            {found.map((plan) => (
              <Row key={plan.id} course={course} plan={plan} onCopy={acts.copy} onRemove={acts.remove} />
            ))}
          </ul>
        )}
      </section>
    </CourseFrame>
  );
}

interface RowProps {
  course: Course;
  plan: PlanSummary;
  onCopy: (plan: PlanSummary) => void;
  onRemove: (plan: PlanSummary) => void;
}

function Row({ course, plan, onCopy, onRemove }: RowProps) {
  const text = useText('plan').list;
  const format = useFormats();
  const { title, steps, minutes, used_at } = plan;
  return (
    <li className="row row-3">
      <span className="muted">
        <Icon name="list-checks" size={20} />
      </span>
      <div className="col grow">
        <Link href={`/courses/${course.id}/plans/${plan.id}`} className="medium cut link-plain" title={title}>
          {title}
        </Link>
        <span className="small faint cut">
          {text.about(steps, minutes)}
          {used_at !== null && ` · ${text.used(format.date(new Date(used_at)))}`}
        </span>
      </div>
      <Menu
        label={text.more(title)}
        items={[
          { label: text.copy, icon: 'copy', onSelect: () => onCopy(plan) },
          { label: text.remove, icon: 'trash-2', danger: true, onSelect: () => onRemove(plan) },
        ]}
      >
        <Icon name="ellipsis" size={20} />
      </Menu>
    </li>
  );
}

/** What is done with whole plans. */
function useActs(course: Course) {
  const text = useText('plan').list;
  const describe = useErrorText();
  const refresh = useRefreshPlans(course.id);
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const run = (act: () => Promise<void>) => {
    setBusy(true);
    act()
      .catch((fault: unknown) => {
        const { what, rest } = describe(fault);
        toast(`${what} ${rest}`);
      })
      .finally(() => {
        setBusy(false);
        void refresh();
      });
  };
  const restore = (id: string) =>
    run(async () => {
      await restorePlan(id);
    });
  return {
    busy,
    make: () =>
      run(async () => {
        const fields = { course_id: course.id, title: text.newTitle, steps: [], titles_shown: false };
        const { id } = await makePlan(fields);
        navigate(`/courses/${course.id}/plans/${id}`);
      }),
    copy: ({ id }: PlanSummary) =>
      run(async () => {
        const { title, steps, titles_shown } = await getPlan(id);
        const name = text.copied(title).slice(0, 200);
        await makePlan({ course_id: course.id, title: name, steps, titles_shown });
        toast(text.didCopy(title));
      }),
    remove: ({ id, title }: PlanSummary) =>
      run(async () => {
        await deletePlan(id);
        toast(text.removed(title), () => restore(id));
      }),
  };
}
