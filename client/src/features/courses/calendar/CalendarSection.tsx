import { useText } from '../../../i18n/index.ts';
import { Feeds } from './Feeds.tsx';

/** Among the settings: the calendar of all my courses. */
export default function CalendarSection() {
  const text = useText('courseTools').calendar;
  return (
    <section className="sec" aria-labelledby="calendar-links">
      <div className="sec-head">
        <h2 id="calendar-links">{text.title}</h2>
      </div>
      <p className="small muted">{text.text}</p>
      <Feeds courseId={null} />
    </section>
  );
}
