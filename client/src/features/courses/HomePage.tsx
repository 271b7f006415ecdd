import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { session } from '../../core/client.ts';
import type { Course, Session } from '../../core/types.ts';
import { useFormats, useText, type Catalogues } from '../../i18n/index.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { SkeletonList } from '../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../ui/State.tsx';
import { useNow } from '../../ui/useNow.ts';
import { CourseDialog } from './CourseDialog.tsx';
import { CourseRow } from './CourseRow.tsx';
import { useCourses, useMySessions } from './queries.ts';
import { endOf, isAhead, isSameDay, nextOf, owns, standing, startOf } from './schedule.ts';
import { SessionEntry } from './SessionEntry.tsx';
import { StandingBadge } from './StandingBadge.tsx';

const LISTED = 8;
/** How far ahead a cancelled class is news: two weeks, in milliseconds. */
const OFF_MS = 14 * 86_400_000;

/** The next thing to do first: a live class, else the one that comes next. */
export default function HomePage() {
  const text = useText('courses');
  const common = useText('common');
  const format = useFormats();
  const now = useNow();
  const courses = useCourses();
  const sessions = useMySessions();
  const [creating, setCreating] = useState(false);
  const mayCreate = session.user?.role === 'professor' || session.user?.role === 'admin';
  usePageTitle(text.home.title);

  const page = (summary: ReactNode, body: ReactNode) => (
    <div className="wrap">
      <header className="phead">
        <div className="col">
          <h1>{format.date(now)}</h1>
          <p className="muted subtitle">{summary}</p>
        </div>
      </header>
      {body}
      {creating && <CourseDialog onClose={() => setCreating(false)} />}
    </div>
  );

  const error = sessions.data ? (courses.data ? null : courses.error) : sessions.error;
  if (error) {
    const retry = () => void Promise.all([courses.refetch(), sessions.refetch()]);
    return page('\u00a0', <ErrorState error={error} title={text.home.failed} retry={retry} />);
  }
  if (!sessions.data || !courses.data) return page('\u00a0', <SkeletonList label={common.loading} />);

  const ahead = sessions.data.filter((each) => isAhead(each, now));
  const next = nextOf(ahead, now);
  const rest = ahead.filter((each) => each !== next).slice(0, LISTED);
  const soon = now.getTime() + OFF_MS;
  const off = sessions.data
    .filter((each) => each.status === 'cancelled' && startOf(each).getTime() < soon)
    .slice(0, LISTED);
  const live = ahead.filter((each) => each.status === 'live').length;
  const today = ahead.filter((each) => isSameDay(startOf(each), now)).length;
  const summary = live > 0 ? text.home.live(live) : text.home.today(today);
  const courseOf = (each: Session) => courses.items.find((course) => course.id === each.course_id);

  if (courses.items.length === 0) {
    return page(
      summary,
      <State
        ghost
        title={mayCreate ? text.home.welcomeTeacher : text.home.welcomeStudent}
        actions={
          mayCreate ? (
            <>
              <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
                {text.list.create}
              </Button>
              <LinkButton href="/join">{text.list.join}</LinkButton>
            </>
          ) : (
            <LinkButton href="/join" kind="primary">
              {text.list.join}
            </LinkButton>
          )
        }
      >
        {mayCreate ? text.home.welcomeTeacherText : text.home.welcomeStudentText}
      </State>,
    );
  }
  return page(
    summary,
    <>
      {next && <NextUp session={next} course={courseOf(next)} now={now} />}
      <div className={next ? 'cols sec' : 'cols'}>
        <section aria-labelledby="coming">
          <div className="sec-head">
            <h2 id="coming">{text.home.comingUp}</h2>
          </div>
          {rest.length > 0 ? (
            <div className="card list">
              {rest.map((each) => (
                <Upcoming key={each.id} session={each} course={courseOf(each)} now={now} />
              ))}
            </div>
          ) : (
            <div className="card">
              {next ? (
                <p className="muted card-pad">{text.home.nothingComing}</p>
              ) : (
                <State title={text.home.noSessions}>
                  {mayCreate ? text.home.noSessionsOwner : text.home.noSessionsStudent}
                </State>
              )}
            </div>
          )}
          {off.length > 0 && (
            <>
              <div className="sec-head home-off">
                <h2 className="h3">{text.home.cancelledSoon}</h2>
              </div>
              <div className="card list">
                {off.map((each) => (
                  <Upcoming key={each.id} session={each} course={courseOf(each)} now={now} />
                ))}
              </div>
            </>
          )}
        </section>
        <aside aria-labelledby="courses">
          <div className="sec-head">
            <h2 id="courses">{text.home.courses}</h2>
            <Link className="end" href="/join">
              {text.list.join}
            </Link>
          </div>
          <div className="card list">
            {courses.items.slice(0, LISTED).map((course) => (
              <CourseRow key={course.id} course={course} brief />
            ))}
          </div>
        </aside>
      </div>
    </>,
  );
}

interface EntryProps {
  session: Session;
  course: Course | undefined;
  now: Date;
}

function NextUp({ session: next, course, now }: EntryProps) {
  const text = useText('courses');
  const format = useFormats();
  const where = standing(next, now);
  const from = startOf(next);
  const until = endOf(next);
  const time = format.spanWithZone(from, until);
  return (
    <section className="next" aria-label={where === 'live' ? text.home.liveNow : text.home.nextUp}>
      <div className="col gap-1">
        <span className="row">
          <StandingBadge session={next} now={now} />
          <span className="muted num">
            {where === 'live'
              ? text.started(format.relative(from, now), format.time(until))
              : isSameDay(from, now)
                ? time
                : `${format.day(from)} ${time}`}
          </span>
        </span>
        <h2>{next.course_title}</h2>
        <p className="muted">
          {next.title}
          {course && ` · ${about(text, course)}`}
        </p>
      </div>
      <div className="acts">
        <LinkButton href={`/courses/${next.course_id}`} size="lg">
          {text.actions.openCourse}
        </LinkButton>
        <SessionEntry session={next} role={course?.role} now={now} primary={where !== 'later'} large early />
      </div>
    </section>
  );
}

/** Who teaches it, or to those who teach it: how many there are. */
function about(text: Catalogues['courses'], course: Course): string {
  return owns(course.role) ? text.people(course.people) : text.professor(course.professor_name);
}

function Upcoming({ session: each, course, now }: EntryProps) {
  const text = useText('courses');
  const format = useFormats();
  const from = startOf(each);
  const live = each.status === 'live';
  return (
    <Link href={live ? `/sessions/${each.id}` : `/courses/${each.course_id}`}>
      <div className="when">
        <span className="medium">{format.day(from)}</span>
        <div className="small faint">{format.span(from, endOf(each))}</div>
      </div>
      <div className="col grow">
        <span className="medium cut">{each.course_title}</span>
        <span className="small faint cut">
          {each.title}
          {each.status === 'cancelled'
            ? each.cancel_reason && ` · ${each.cancel_reason}`
            : course && ` · ${about(text, course)}`}
        </span>
      </div>
      <StandingBadge session={each} now={now} />
      <span className="faint hide-sm">
        <Icon name="chevron-right" />
      </span>
    </Link>
  );
}
