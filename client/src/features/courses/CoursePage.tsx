import { lazy, Suspense, useState } from 'react';
import { Redirect, useLocation, useParams } from 'wouter';
import { ApiError } from '../../core/api.ts';
import type { Series } from '../../core/api.gen.ts';
import { session } from '../../core/client.ts';
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
import { archiveCourse, unarchiveCourse } from './life/api.ts';
import { useCourse, useRefresh, useSessions } from './queries.ts';
import { owns } from './schedule.ts';
import { SessionDialog } from './SessionDialog.tsx';
import { listSeries } from './series/api.ts';
import { SessionsTab } from './SessionsTab.tsx';

const CalendarDialog = lazy(() => import('./calendar/CalendarDialog.tsx'));
const CopyDialog = lazy(() => import('./life/CopyDialog.tsx'));
const GradesPage = lazy(() => import('../assessment/gradebook/GradesPage.tsx'));
const SeriesDialog = lazy(() => import('./series/SeriesDialog.tsx'));

type Open =
  | { kind: 'course' | 'session' | 'person' | 'code' | 'series' | 'copy' | 'calendar' }
  | { kind: 'edit-session'; session: Session }
  | { kind: 'rest'; rest: { series: Series; from: Session; last: Session } }
  | null;

export default function CoursePage() {
  const { courseId = '', tab } = useParams();
  const text = useText('courses').course;
  const common = useText('common');
  const { data: course, error, refetch } = useCourse(courseId);

  if (tab === 'grades') return <GradesPage />;
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
  const life = useText('courseTools').courseLife;
  const live = course.archived_at === null && owns(course.role);
  // Who may change a course reads an archived one as its assistants do.
  const shown: Course = course.archived_at !== null && owns(course.role) ? { ...course, role: 'ta' } : course;
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
      {tab === 'sessions' && sessions?.length !== 0 && (
        <Button icon="calendar-plus" onClick={() => setOpen({ kind: 'calendar' })}>
          {text.course.subscribe}
        </Button>
      )}
      {tab === 'sessions' && live && sessions?.length !== 0 && (
        <>
          <Button icon="refresh-cw" onClick={() => setOpen({ kind: 'series' })}>
            {text.course.planSeries}
          </Button>
          <Button icon="plus" onClick={() => setOpen({ kind: 'session' })}>
            {text.course.addSession}
          </Button>
        </>
      )}
      {tab === 'people' && live && course.join_code !== null && (
        <Button icon="link" onClick={() => setOpen({ kind: 'code' })}>
          {text.peopleTab.joinCode}
        </Button>
      )}
      {tab === 'people' && live && (
        <Button kind="primary" icon="user-plus" onClick={() => setOpen({ kind: 'person' })}>
          {text.peopleTab.add}
        </Button>
      )}
      {owns(course.role) && (
        <CourseMenu
          course={course}
          onEdit={() => setOpen({ kind: 'course' })}
          onCopy={() => setOpen({ kind: 'copy' })}
        />
      )}
    </>
  );
  return (
    <CourseFrame course={course} tab={tab} acts={acts}>
      {course.archived_at !== null && <p className="note course-archived">{life.isArchived}</p>}
      {tab === 'sessions' ? (
        <SessionsTab
          course={shown}
          onAdd={() => setOpen({ kind: 'session' })}
          onPlan={() => setOpen({ kind: 'series' })}
          onEdit={(session) => setOpen({ kind: 'edit-session', session })}
          onRest={(session) => void changeRest(session)}
        />
      ) : (
        <PeopleTab course={shown} />
      )}
      {open?.kind === 'course' && <CourseDialog course={course} onClose={close} />}
      {open?.kind === 'session' && <SessionDialog course={course} onClose={close} />}
      {open?.kind === 'edit-session' && <SessionDialog course={course} session={open.session} onClose={close} />}
      {open?.kind === 'calendar' && (
        <Suspense>
          <CalendarDialog course={course} onClose={close} />
        </Suspense>
      )}
      {open?.kind === 'copy' && (
        <Suspense>
          <CopyDialog course={course} onClose={close} />
        </Suspense>
      )}
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

interface CourseMenuProps {
  course: Course;
  onEdit: () => void;
  onCopy: () => void;
}

function CourseMenu({ course, onEdit, onCopy }: CourseMenuProps) {
  const life = useText('courseTools').courseLife;
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

  const put = async (away: boolean, undo = true) => {
    try {
      await (away ? archiveCourse(course.id) : unarchiveCourse(course.id));
    } catch (fault) {
      complain(fault);
      return;
    }
    const words = away ? life.archived : life.unarchived;
    toast(words(course.title), undo ? () => void put(!away, false) : undefined);
    await Promise.all([refresh.courses(), refresh.sessions()]);
  };

  const archived = course.archived_at !== null;
  const items: MenuItem[] = [];
  if (!archived) items.push({ label: text.edit, icon: 'pencil', onSelect: onEdit });
  if (session.user?.role === 'professor' || session.user?.role === 'admin')
    items.push({ label: life.copy, icon: 'copy', onSelect: onCopy });
  items.push({
    label: archived ? life.unarchive : life.archive,
    icon: archived ? 'rotate-ccw' : 'arrow-down',
    onSelect: () => void put(!archived),
  });
  if (course.role !== 'co_professor') {
    items.push({ label: text.delete, icon: 'trash-2', danger: true, onSelect: () => void remove() });
  }
  return (
    <Menu label={text.options} items={items}>
      <Icon name="ellipsis" size={20} />
    </Menu>
  );
}
