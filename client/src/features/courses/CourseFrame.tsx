import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Course } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { usePageTitle } from '../../ui/page.ts';
import { useSessions } from './queries.ts';
import { teaches } from './schedule.ts';

export type CourseTab = 'sessions' | 'assignments' | 'content' | 'people' | 'plans' | 'questions' | 'grades';

interface CourseFrameProps {
  course: Course;
  tab: CourseTab;
  acts: ReactNode;
  /** For a table that takes the whole width. */
  wide?: boolean;
  children: ReactNode;
}

/** The head of a course and its tabs, around the page of one of them. */
export function CourseFrame({ course, tab, acts, wide = false, children }: CourseFrameProps) {
  const text = useText('courses');
  const { data: sessions } = useSessions(course.id);
  const here = `/courses/${course.id}`;
  usePageTitle(`${text.course[tab]} · ${course.title}`);
  return (
    <div className={wide ? 'wrap wrap-wide' : 'wrap'}>
      <header className="phead">
        <div className="col">
          <h1>{course.title}</h1>
          <p className="muted subtitle">
            {course.code} · {course.semester} · {text.professor(course.professor_name)}
          </p>
        </div>
        <div className="acts">{acts}</div>
      </header>
      <nav className="tabs" aria-label={text.course.tabs}>
        <Tab href={here} here={tab === 'sessions'} label={text.course.sessions} count={sessions?.length} />
        <Tab href={`${here}/assignments`} here={tab === 'assignments'} label={text.course.assignments} />
        <Tab href={`${here}/content`} here={tab === 'content'} label={text.course.content} />
        <Tab href={`${here}/people`} here={tab === 'people'} label={text.course.people} count={course.people} />
        {teaches(course.role) && <Tab href={`${here}/plans`} here={tab === 'plans'} label={text.course.plans} />}
        {teaches(course.role) && (
          <Tab href={`${here}/questions`} here={tab === 'questions'} label={text.course.questions} />
        )}
        {(teaches(course.role) || course.role === 'student') && (
          <Tab href={`${here}/grades`} here={tab === 'grades'} label={text.course.grades} />
        )}
      </nav>
      {children}
    </div>
  );
}

function Tab({ href, here, label, count }: { href: string; here: boolean; label: string; count?: number | undefined }) {
  return (
    <Link href={href} aria-current={here ? 'page' : undefined}>
      {label}
      {count !== undefined && <span className="n">{count}</span>}
    </Link>
  );
}
