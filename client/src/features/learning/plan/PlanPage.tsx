import '../../../ui/css/plan.css';
import { lazy, useState } from 'react';
import { useStore } from 'zustand';
import { Link, Redirect, useParams } from 'wouter';
import type { Plan } from '../../../core/api.gen.ts';
import { ApiError } from '../../../core/api.ts';
import type { Course } from '../../../core/types.ts';
import { useErrorText, useFormats, useText } from '../../../i18n/index.ts';
import { Button, LinkButton } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/Field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { usePageTitle } from '../../../ui/page.ts';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { useCourse, useSessions } from '../../courses/queries.ts';
import { isAhead, nextOf, teaches } from '../../courses/schedule.ts';
import { Check } from '../questions/controls.tsx';
import { changePlan } from './api.ts';
import { PlanEditor } from './editor.ts';
import { usePlan } from './queries.ts';
import { StepsEditor } from './StepsEditor.tsx';
import { LONGEST_TITLE, totalMinutes } from './steps.ts';

const RehearsalPage = lazy(() => import('../rehearsal/RehearsalPage.tsx'));

/** A lesson plan, or the part of it that the address names: its rehearsal. */
export default function PlanPage() {
  const { courseId, planId, part } = useParams();
  if (part === undefined) return <OnePlan />;
  return part === 'rehearsal' ? <RehearsalPage /> : <Redirect to={`/courses/${courseId}/plans/${planId}`} replace />;
}

/** To be worked on before class. Everything is saved as it is done. */
function OnePlan() {
  const { courseId = '', planId = '' } = useParams();
  const text = useText('plan').page;
  const common = useText('common');
  const course = useCourse(courseId);
  const plan = usePlan(planId);
  if (course.data && !teaches(course.data.role)) return <Redirect to={`/courses/${courseId}`} replace />;
  const error = course.error ?? plan.error;
  if (error) {
    const retry = () => void Promise.all([course.refetch(), plan.refetch()]);
    return <ErrorState error={error} title={text.failed} retry={retry} />;
  }
  if (course.data === undefined || plan.data === undefined) {
    return (
      <div className="wrap">
        <SkeletonList label={common.loading} rows={6} />
      </div>
    );
  }
  return (
    <Loaded
      key={`${plan.data.id} ${plan.data.version}`}
      course={course.data}
      plan={plan.data}
      reload={() => void plan.refetch()}
    />
  );
}

interface LoadedProps {
  course: Course;
  plan: Plan;
  reload: () => void;
}

function Loaded({ course, plan: loaded, reload }: LoadedProps) {
  const text = useText('plan').page;
  const [editor] = useState(() => new PlanEditor(loaded, changePlan));
  const plan = useStore(editor.store, (state) => state.plan);
  const [title, setTitle] = useState(plan.title);
  usePageTitle(`${plan.title} · ${course.title}`);
  const rename = () => {
    const name = title.trim();
    if (name === '') setTitle(plan.title);
    else if (name !== plan.title) editor.change({ title: name });
  };
  return (
    <div className="wrap">
      <Link href={`/courses/${course.id}/plans`} className="plan-crumb row small">
        <Icon name="chevron-left" />
        {text.back}
      </Link>
      <header className="phead plan-head">
        <div className="col grow">
          <h1 className="sr">{plan.title}</h1>
          <input
            className="plan-title"
            aria-label={text.name}
            value={title}
            maxLength={LONGEST_TITLE}
            onChange={({ target }) => setTitle(target.value)}
            onBlur={rename}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.currentTarget.blur();
            }}
          />
          <p className="muted subtitle">{course.title}</p>
        </div>
        <div className="row plan-acts">
          <Saving editor={editor} reload={reload} />
          <LinkButton icon="play" href={`/courses/${course.id}/plans/${plan.id}/rehearsal`}>
            {text.rehearse}
          </LinkButton>
        </div>
      </header>
      <Length course={course} plan={plan} />
      <StepsEditor
        courseId={course.id}
        plan={plan}
        latest={() => editor.store.getState().plan.steps}
        onChange={(steps) => editor.change({ steps })}
      />
      <section className="sec sec-tight">
        <Check
          label={text.titles}
          checked={plan.titles_shown}
          onChange={(titles_shown) => editor.change({ titles_shown })}
        />
        <p className="small faint">{text.titlesHelp}</p>
      </section>
    </div>
  );
}

/** Whether all is kept: the fear is lost work. */
function Saving({ editor, reload }: { editor: PlanEditor; reload: () => void }) {
  const text = useText('plan').page;
  const describe = useErrorText();
  const format = useFormats();
  const { saving, savedAt, fault } = useStore(editor.store);
  if (fault !== null) {
    const conflict = fault instanceof ApiError && fault.code === 'version_conflict';
    const { what, rest } = describe(fault);
    return (
      <div className="col plan-fault" role="alert">
        <span className="small t-danger">{`${text.notSaved}. ${what} ${rest}`}</span>
        <Button size="sm" onClick={() => (conflict ? reload() : editor.retry())}>
          {conflict ? text.reload : text.retry}
        </Button>
      </div>
    );
  }
  return (
    <span className="small faint num plan-saved" role="status">
      {saving ? text.saving : savedAt !== null && text.saved(format.clock(savedAt))}
    </span>
  );
}

/** All minutes, and whether they fit into a session of the course: the next one, until another is chosen. */
function Length({ course, plan }: { course: Course; plan: Plan }) {
  const text = useText('plan').page;
  const format = useFormats();
  const now = useNow();
  const { data: sessions = [] } = useSessions(course.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const ahead = sessions.filter((session) => isAhead(session, now));
  const session = ahead.find(({ id }) => id === chosen) ?? (chosen === null ? nextOf(sessions, now) : undefined);
  const total = totalMinutes(plan.steps);
  const spare = session === undefined ? null : session.duration_minutes - total;
  return (
    <section className="plan-length card card-pad" aria-label={text.total(total)}>
      <div className="row row-3 plan-sum">
        <strong className="num">{text.total(total)}</strong>
        {session !== undefined && <span className="faint num">{text.ofSession(session.duration_minutes)}</span>}
        {spare !== null && (
          <span className={spare < 0 ? 'num t-warn medium' : 'num muted'}>
            {spare < 0 ? text.over(-spare) : text.fits(spare)}
          </span>
        )}
        {ahead.length > 0 && (
          <span className="end">
            <Select
              aria-label={text.against}
              value={session?.id ?? ''}
              onChange={({ target }) => setChosen(target.value)}
            >
              <option value="">{text.noSession}</option>
              {ahead.map((each) => (
                <option key={each.id} value={each.id}>
                  {`${format.day(new Date(each.scheduled_at))} · ${each.title}`}
                </option>
              ))}
            </Select>
          </span>
        )}
      </div>
      {session !== undefined && (
        <Bar minutes={plan.steps.map((step) => step.minutes)} length={Math.max(total, session.duration_minutes)} />
      )}
    </section>
  );
}

/** Each step as long as it is, over the length of the session. What is written beside it says the same. */
function Bar({ minutes, length }: { minutes: readonly number[]; length: number }) {
  return (
    <div className="plan-bar" aria-hidden="true">
      {minutes.map((each, at) => (
        <i key={at} style={{ width: `${(each / length) * 100}%` }} />
      ))}
    </div>
  );
}
