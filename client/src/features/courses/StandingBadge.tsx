import type { Session } from '../../core/types.ts';
import { useFormats, useText } from '../../i18n/index.ts';
import { standing, startOf } from './schedule.ts';

/** Where a session stands, in a word; nothing for one that is simply planned. */
export function StandingBadge({ session, now }: { session: Session; now: Date }) {
  const text = useText('courses').state;
  const format = useFormats();
  switch (standing(session, now)) {
    case 'live':
      return (
        <span className="badge" data-kind="live">
          <i className="dot" />
          {text.live}
        </span>
      );
    case 'soon':
      return (
        <span className="badge" data-kind="accent">
          {format.relative(startOf(session), now)}
        </span>
      );
    case 'overdue':
      return (
        <span className="badge" data-kind="warn">
          {text.overdue}
        </span>
      );
    case 'cancelled':
      return <span className="badge">{text.cancelled}</span>;
    case 'later':
    case 'ended':
      return null;
  }
}
