import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import type { CourseRole, Session } from '../../core/types.ts';
import { useFormats, useText, type Catalogues, type Formats } from '../../i18n/index.ts';
import { LinkButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { endOf, owns, standing, startOf } from './schedule.ts';
import { SessionEntry } from './SessionEntry.tsx';
import { StandingBadge } from './StandingBadge.tsx';
import { useSessionActions } from './useSessionActions.ts';

const GuestLinksDialog = lazy(() => import('./GuestLinksDialog.tsx'));
const ReasonDialog = lazy(() => import('./series/ReasonDialog.tsx'));

interface SessionRowProps {
  session: Session;
  /** Its place in the course, from 1. */
  number: number;
  role: CourseRole;
  now: Date;
  /** The one thing to do on this page. */
  primary: boolean;
  onEdit: () => void;
  /** Changes the series that it is of, from it on. */
  onRest: () => void;
}

export function SessionRow({ session, number, role, now, primary, onEdit, onRest }: SessionRowProps) {
  const text = useText('courses');
  const format = useFormats();
  const { start, cancel, reinstate, end, keep, openGoogle } = useSessionActions();
  const where = standing(session, now);
  const from = startOf(session);
  const [open, setOpen] = useState<'guests' | 'reason' | null>(null);
  const note = noteOf(session, text, format);
  const over = where === 'ended' || where === 'cancelled';

  const items: MenuItem[] = [];
  if (!over) {
    items.push({ label: text.actions.calendarFile, icon: 'download', onSelect: () => void keep(session) });
    items.push({ label: text.actions.google, icon: 'calendar-plus', onSelect: () => void openGoogle(session) });
  }
  const own = items.length;
  if (where === 'later') items.push({ label: text.actions.start, icon: 'play', onSelect: () => void start(session) });
  if (!over) items.push({ label: text.actions.guests, icon: 'user-plus', onSelect: () => setOpen('guests') });
  if (where !== 'cancelled') items.push({ label: text.actions.edit, icon: 'pencil', onSelect: onEdit });
  if (session.series_id !== null && session.status !== 'live' && where !== 'ended')
    items.push({ label: text.actions.rest, icon: 'refresh-cw', onSelect: onRest });
  if (where === 'cancelled')
    items.push({ label: text.actions.reason, icon: 'message-square', onSelect: () => setOpen('reason') });
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
      <div className="what grow col">
        <span className={over ? 'cut muted' : 'cut medium'}>{session.title}</span>
        {note !== '' && <span className="small faint">{note}</span>}
      </div>
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
      {(owns(role) || own > 0) && (
        <Menu
          label={text.actions.options(session.title)}
          items={owns(role) ? [...items.slice(own), ...items.slice(0, own)] : items.slice(0, own)}
        >
          <Icon name="ellipsis" size={20} />
        </Menu>
      )}
      {open === 'guests' && (
        <Suspense>
          <GuestLinksDialog sessionId={session.id} onClose={() => setOpen(null)} />
        </Suspense>
      )}
      {open === 'reason' && (
        <Suspense>
          <ReasonDialog session={session} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </li>
  );
}

/** What its people have to know of it beside its time: why it is not held, or from when it was moved. */
function noteOf(session: Session, text: Catalogues['courses'], format: Formats): string {
  if (session.status === 'cancelled') return session.cancel_reason;
  if (session.planned_at === null || session.planned_at === session.scheduled_at) return '';
  return session.status === 'scheduled' ? text.moved(format.moment(new Date(session.planned_at))) : '';
}
