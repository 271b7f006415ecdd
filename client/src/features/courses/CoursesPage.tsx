import { lazy, Suspense, useDeferredValue, useState } from 'react';
import { session } from '../../core/client.ts';
import { useText } from '../../i18n/index.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { SearchField } from '../../ui/Field.tsx';
import { MoreOnScroll } from '../../ui/MoreOnScroll.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { Segments } from '../../ui/Segments.tsx';
import { SkeletonList } from '../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../ui/State.tsx';
import type { CourseState } from './api.ts';
import { CourseDialog } from './CourseDialog.tsx';
import { CourseRow } from './CourseRow.tsx';
import { useCourses } from './queries.ts';

const DeletedCourses = lazy(() => import('./life/DeletedCourses.tsx'));

const STATES: readonly CourseState[] = ['current', 'archived', 'deleted'];

export default function CoursesPage() {
  const text = useText('courses').list;
  const common = useText('common');
  const [search, setSearch] = useState('');
  const [creating, setCreating] = useState(false);
  const wanted = useDeferredValue(search.trim());
  const life = useText('courseTools').courseLife;
  const [state, setState] = useState<CourseState>('current');
  const courses = useCourses(wanted, state);
  const mayCreate = session.user?.role === 'professor' || session.user?.role === 'admin';
  const bare = courses.data !== undefined && courses.items.length === 0 && wanted === '' && state === 'current';
  usePageTitle(text.title);

  const list = () => {
    if (courses.failed) {
      return <ErrorState error={courses.error} title={text.failed} retry={() => void courses.refetch()} />;
    }
    if (courses.data === undefined) return <SkeletonList label={common.loading} />;
    if (bare) {
      return (
        <State
          ghost
          title={text.none}
          actions={
            mayCreate ? (
              <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
                {text.create}
              </Button>
            ) : (
              <LinkButton href="/join" kind="primary">
                {text.join}
              </LinkButton>
            )
          }
        >
          {mayCreate ? text.noneTeacher : text.noneStudent}
        </State>
      );
    }
    if (courses.items.length === 0 && wanted === '' && state !== 'current') {
      const archived = state === 'archived';
      return (
        <State title={archived ? life.noneArchived : life.noneDeleted}>
          {archived ? life.noneArchivedText : life.noneDeletedText}
        </State>
      );
    }
    if (courses.items.length === 0) return <State title={text.nothingFound(wanted)}>{text.nothingFoundText}</State>;
    return (
      <>
        {state === 'deleted' ? (
          <Suspense fallback={<SkeletonList label={common.loading} />}>
            <DeletedCourses courses={courses.items} />
          </Suspense>
        ) : (
          <div className="card list">
            {courses.items.map((course) => (
              <CourseRow key={course.id} course={course} />
            ))}
          </div>
        )}
        <div className="row list-end">
          <MoreOnScroll list={courses} />
        </div>
      </>
    );
  };

  return (
    <div className="wrap">
      <header className="phead">
        <h1>{text.title}</h1>
        <div className="acts">
          {!(bare && !mayCreate) && <LinkButton href="/join">{text.join}</LinkButton>}
          {mayCreate && !bare && (
            <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
              {text.create}
            </Button>
          )}
        </div>
      </header>
      {(!bare || mayCreate) && (
        <div className="filters">
          <SearchField label={text.search} value={search} onChange={setSearch} />
          <Segments
            label={life.states.label}
            value={state}
            options={(mayCreate ? STATES : STATES.slice(0, 2)).map((value) => ({ value, label: life.states[value] }))}
            onChange={setState}
          />
        </div>
      )}
      {list()}
      {creating && <CourseDialog onClose={() => setCreating(false)} />}
    </div>
  );
}
