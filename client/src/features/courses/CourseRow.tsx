import type { CSSProperties } from 'react';
import { Link } from 'wouter';
import type { Course } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Icon } from '../../ui/icons.tsx';
import { hueOf } from '../../ui/person.ts';

export function CourseRow({ course, brief = false }: { course: Course; brief?: boolean }) {
  const text = useText('courses');
  return (
    <Link href={`/courses/${course.id}`}>
      <i className="cdot" style={{ '--h': hueOf(course.id) } as CSSProperties} />
      <div className="col grow">
        <span className="medium cut">{course.title}</span>
        <span className="small faint cut">
          {course.code}
          {!brief && ` · ${course.semester}`}
          {!brief && course.role !== 'professor' && ` · ${text.professor(course.professor_name)}`}
          {` · ${text.people(course.people)}`}
        </span>
      </div>
      {!brief && <span className="badge hide-sm">{text.roles[course.role]}</span>}
      <span className="faint">
        <Icon name="chevron-right" />
      </span>
    </Link>
  );
}
