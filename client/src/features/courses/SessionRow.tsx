import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import type { CourseRole, Session } from '../../core/types.ts';
import { useFormats, useText } from '../../i18n/index.ts';
import { LinkButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { endOf, owns, standing, startOf } from './schedule.ts';
import { SessionEntry } from './SessionEntry.tsx';
import { StandingBadge } from './StandingBadge.tsx';
import { useSessionActions } from './useSessionActions.ts';

const GuestLinksDialog = lazy(() => import('./GuestLinksDialog.tsx'));

interface SessionRowProps {
  session: Session;
  /** Its place in the course, from 1. */
  number: number;
  role: CourseRole;
  now: Date;
  /** The one thing to do on this page. */
  primary: boolean;
  onEdit: () => void;
}

export function SessionRow({ session, number, role, now, primary, onEdit }: SessionRowProps) {
  const text = useText('courses');
  const format = useFormats();
  const { start, cancel, reinstate, end } = useSessionActions();
  const where = standing(session, now);
  const from = startOf(session);
  const [inviting, setInviting] = useState(false);
  const over = where === 'ended' || where === 'cancelled';

  const items: MenuItem[] = [];
  if (where === 'later') items.push({ label: text.actions.start, icon: 'play', onSelect: () => void start(session) });
  if (!over) items.push({ label: text.actions.guests, icon: 'user-plus', onSelect: () => setInviting(true) });
  if (where !== 'cancelled') items.push({ label: text.actions.edit, icon: 'pencil', onSelect: onEdit });
  if (where === 'live')
    items.push({ label: text.actions.end, icon: 'x', danger: true, onSelect: () => void end(session) });
  else if (where === 'cancelled')
    items.push({ label: text.actions.reinstate, icon: 'rotate-ccw', onSelect: () => void reinstate(session) });
  else if (where !== 'ended')
    items.push({ label: text.actions.cancel, icon: 'x', danger: true, onSelect: () => void cancel(session) });

  return (
    <li className="session-row">
      <span className="num faint number">{number}</span>
      <div className="when">
        <span className="medium">{format.day(from)}</span>
        <div className="small faint">
          {where === 'ended'
            ? text.minutes(Math.max(1, Math.round((endOf(session).getTime() - from.getTime()) / 60_000)))
            : format.span(from, endOf(session))}
        </div>
      </div>
      <span className={over ? 'what grow cut muted' : 'what grow cut medium'}>{session.title}</span>
      <StandingBadge session={session} now={now} />
      {where !== 'cancelled' && (
        <Link
          href={`/sessions/${session.id}/questions`}
          className="icon-btn icon-btn-sm"
          aria-label={text.actions.questions(session.title)}
          title={text.actions.questionsTitle}
        >
          <Icon name="circle-help" size={20} />
        </Link>
      )}
      {where === 'ended' && (
        <LinkButton size="sm" href={`/sessions/${session.id}/record`}>
          {text.actions.record}
          <span className="sr"> {session.title}</span>
        </LinkButton>
      )}
      {!over && <SessionEntry session={session} role={role} now={now} primary={primary} />}
      {owns(role) && (
        <Menu label={text.actions.options(session.title)} items={items}>
          <Icon name="ellipsis" size={20} />
        </Menu>
      )}
      {inviting && (
        <Suspense>
          <GuestLinksDialog sessionId={session.id} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </li>
  );
}
