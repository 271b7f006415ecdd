import '../../../ui/css/gradebook.css';
import { Redirect, useParams } from 'wouter';
import { useText } from '../../../i18n/index.ts';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { useCourse } from '../../courses/queries.ts';
import { teaches } from '../../courses/schedule.ts';
import { BookPage } from './BookPage.tsx';
import { MyGradesPage } from './MyGradesPage.tsx';

/** The grades of a course: everybody's for those who teach, one's own for a student. */
export default function GradesPage() {
  const { courseId = '' } = useParams();
  const text = useText('courses').course;
  const common = useText('common');
  const { data: course, error, refetch } = useCourse(courseId);
  if (course) {
    if (teaches(course.role)) return <BookPage course={course} />;
    if (course.role === 'student') return <MyGradesPage course={course} />;
    return <Redirect to={`/courses/${courseId}`} replace />;
  }
  if (error) return <ErrorState error={error} title={text.failed} retry={() => void refetch()} />;
  return (
    <div className="wrap">
      <SkeletonList label={common.loading} />
    </div>
  );
}
