import type { Course } from '../../../core/types.ts';
import { useErrorText, useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { toast } from '../../../ui/toasts.ts';
import { restoreCourse } from '../api.ts';
import { useRefresh } from '../queries.ts';

const KEPT_MS = 30 * 86_400_000;

/** Courses that were deleted and can be restored. */
export default function DeletedCourses({ courses }: { courses: readonly Course[] }) {
  const text = useText('courseTools').courseLife;
  const restored = useText('courses').course.restored;
  const format = useFormats();
  const describe = useErrorText();
  const refresh = useRefresh();

  const restore = async (course: Course) => {
    try {
      await restoreCourse(course.id);
      toast(restored(course.title));
    } catch (fault) {
      const { what, rest, code } = describe(fault);
      toast(code === 'restore_too_late' ? text.tooLate(course.title) : `${what} ${rest}`);
    }
    await Promise.all([refresh.courses(), refresh.sessions()]);
  };
  return (
    <ul className="card list">
      {courses.map((course) => {
        const at = new Date(course.deleted_at ?? course.updated_at);
        return (
          <li key={course.id}>
            <div className="col grow">
              <span className="medium cut">{course.title}</span>
              <span className="small faint">
                {course.code} · {course.semester} · {text.deletedOn(format.day(at))} ·{' '}
                {text.until(format.day(new Date(at.getTime() + KEPT_MS)))}
              </span>
            </div>
            <Button size="sm" icon="rotate-ccw" onClick={() => void restore(course)}>
              {text.restore}
              <span className="sr"> {course.title}</span>
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
