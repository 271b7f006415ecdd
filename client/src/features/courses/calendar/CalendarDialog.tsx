import type { Course } from '../../../core/types.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Feeds } from './Feeds.tsx';

/** Subscribing to the calendar of a course. */
export default function CalendarDialog({ course, onClose }: { course: Course; onClose: () => void }) {
  const text = useText('courseTools').calendar;
  return (
    <Dialog title={text.courseTitle(course.title)} onClose={onClose}>
      <p className="muted">{text.text}</p>
      <Feeds courseId={course.id} />
      <div className="acts">
        <Button onClick={onClose}>{text.close}</Button>
      </div>
    </Dialog>
  );
}
