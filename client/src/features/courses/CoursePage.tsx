import { lazy, Suspense, useState } from 'react';
import { Redirect, useLocation, useParams } from 'wouter';
import { ApiError } from '../../core/api.ts';
import type { Series } from '../../core/api.gen.ts';
import type { Course, Session } from '../../core/types.ts';
import { useErrorText, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { SkeletonLine, SkeletonList } from '../../ui/Skeleton.tsx';
import { ErrorState } from '../../ui/State.tsx';
import { toast } from '../../ui/toasts.ts';
import { AddPersonDialog } from './AddPersonDialog.tsx';
import { deleteCourse, restoreCourse } from './api.ts';
import { CourseDialog } from './CourseDialog.tsx';
import { CourseFrame } from './CourseFrame.tsx';
import { JoinCodeDialog } from './JoinCodeDialog.tsx';
import { PeopleTab } from './PeopleTab.tsx';
import { useCourse, useRefresh, useSessions } from './queries.ts';
import { owns } from './schedule.ts';
import { SessionDialog } from './SessionDialog.tsx';
import { listSeries } from './series/api.ts';
import { SessionsTab } from './SessionsTab.tsx';

const SeriesDialog = lazy(() => import('./series/SeriesDialog.tsx'));

type Open =
  | { kind: 'course' | 'session' | 'person' | 'code' | 'series' }
  | { kind: 'edit-session'; session: Session }
  | { kind: 'rest'; rest: { series: Series; from: Session; last: Session } }
  | null;

export default function CoursePage() {
  const { courseId = '', tab } = useParams();
  const text = useText('courses').course;
  const common = useText('common');
  const { data: course, error, refetch } = useCourse(courseId);

  if (tab !== undefined && tab !== 'people') return <Redirect to={`/courses/${courseId}`} replace />;
  if (course) return <Loaded key={course.id} course={course} tab={tab ?? 'sessions'} />;
  if (error) {
    return error instanceof ApiError && error.code === 'not_found' ? (
      <Absent />
    ) : (
      <ErrorState error={error} title={text.failed} retry={() => void refetch()} />
    );
  }
  return (
    <div className="wrap">
      <header className="phead">
        <SkeletonLine width={260} />
      </header>
      <SkeletonList label={common.loading} />
    </div>
  );
}

function Absent() {
  const text = useText('common').notFound;
  usePageTitle(text.title);
  return (
    <div className="state page-state">
      <h1>{text.title}</h1>
      <p>{text.text}</p>
    </div>
  );
}

function Loaded({ course, tab }: { course: Course; tab: 'sessions' | 'people' }) {
  const text = useText('courses');
  const { data: sessions } = useSessions(course.id);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const describe = useErrorText();

  /** The rest of a series, from this session on. */
  const changeRest = async (from: Session) => {
    try {
      const series = (await listSeries(course.id)).find(({ id }) => id === from.series_id);
      const last = sessions?.findLast(({ series_id }) => series_id === from.series_id);
      if (series && last) setOpen({ kind: 'rest', rest: { series, from, last } });
    } catch (fault) {
      const { what, rest } = describe(fault);
      toast(`${what} ${rest}`);
    }
  };

  const acts = (
    <>
      {tab === 'sessions' && owns(course.role) && sessions?.length !== 0 && (
        <>
          <Button icon="refresh-cw" onClick={() => setOpen({ kind: 'series' })}>
            {text.course.planSeries}
          </Button>
          <Button icon="plus" onClick={() => setOpen({ kind: 'session' })}>
            {text.course.addSession}
          </Button>
        </>
      )}
      {tab === 'people' && course.join_code !== null && (
        <Button icon="link" onClick={() => setOpen({ kind: 'code' })}>
          {text.peopleTab.joinCode}
        </Button>
      )}
      {tab === 'people' && owns(course.role) && (
        <Button kind="primary" icon="user-plus" onClick={() => setOpen({ kind: 'person' })}>
          {text.peopleTab.add}
        </Button>
      )}
      {owns(course.role) && <CourseMenu course={course} onEdit={() => setOpen({ kind: 'course' })} />}
    </>
  );
  return (
    <CourseFrame course={course} tab={tab} acts={acts}>
      {tab === 'sessions' ? (
        <SessionsTab
          course={course}
          onAdd={() => setOpen({ kind: 'session' })}
          onPlan={() => setOpen({ kind: 'series' })}
          onEdit={(session) => setOpen({ kind: 'edit-session', session })}
          onRest={(session) => void changeRest(session)}
        />
      ) : (
        <PeopleTab course={course} />
      )}
      {open?.kind === 'course' && <CourseDialog course={course} onClose={close} />}
      {open?.kind === 'session' && <SessionDialog course={course} onClose={close} />}
      {open?.kind === 'edit-session' && <SessionDialog course={course} session={open.session} onClose={close} />}
      {open?.kind === 'series' && (
        <Suspense>
          <SeriesDialog course={course} onClose={close} />
        </Suspense>
      )}
      {open?.kind === 'rest' && (
        <Suspense>
          <SeriesDialog course={course} rest={open.rest} onClose={close} />
        </Suspense>
      )}
      {open?.kind === 'person' && <AddPersonDialog course={course} onClose={close} />}
      {open?.kind === 'code' && course.join_code !== null && <JoinCodeDialog code={course.join_code} onClose={close} />}
    </CourseFrame>
  );
}

function CourseMenu({ course, onEdit }: { course: Course; onEdit: () => void }) {
  const text = useText('courses').course;
  const describe = useErrorText();
  const refresh = useRefresh();
  const [, navigate] = useLocation();

  const complain = (fault: unknown) => {
    const { what, rest } = describe(fault);
    toast(`${what} ${rest}`);
  };
  const restore = async () => {
    try {
      await restoreCourse(course.id);
      await refresh.courses();
      toast(text.restored(course.title));
    } catch (fault) {
      complain(fault);
    }
  };
  const remove = async () => {
    try {
      await deleteCourse(course.id);
    } catch (fault) {
      complain(fault);
      return;
    }
    navigate('/courses');
    toast(text.deleted(course.title), () => void restore());
    await Promise.all([refresh.courses(), refresh.sessions()]);
  };

  const items: MenuItem[] = [{ label: text.edit, icon: 'pencil', onSelect: onEdit }];
  if (course.role !== 'co_professor') {
    items.push({ label: text.delete, icon: 'trash-2', danger: true, onSelect: () => void remove() });
  }
  return (
    <Menu label={text.options} items={items}>
      <Icon name="ellipsis" size={20} />
    </Menu>
  );
}
