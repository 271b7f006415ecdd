import '../../ui/css/media.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, Redirect, useLocation, useParams } from 'wouter';
import { useStore } from 'zustand';
import { ApiError } from '../../core/api.ts';
import { session as login } from '../../core/client.ts';
import { isProblem } from '../../core/devices.ts';
import type { Muted } from '../../core/protocol.gen.ts';
import type { Session, User } from '../../core/types.ts';
import { useFormats, useText } from '../../i18n/index.ts';
import { announce } from '../../ui/announce.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { SkeletonLine } from '../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../ui/State.tsx';
import { getSession, startSession } from '../courses/api.ts';
import { useCourse } from '../courses/queries.ts';
import { mayEnd } from './context.ts';
import { DeviceProblems } from './DeviceProblems.tsx';
import { DeviceRows } from './DeviceRows.tsx';
import { Fault, JoinMuted, LOOK_MS, useMutedChoice, usePreview, Waiting } from './doorParts.tsx';
import { admit, devices, requestTicket } from './live.ts';
import { Preview } from './Preview.tsx';

export default function PrejoinPage() {
  const { sessionId = '' } = useParams();
  const text = useText('prejoin');
  const query = useQuery({
    queryKey: ['sessions', 'one', sessionId],
    queryFn: ({ signal }) => getSession(sessionId, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'scheduled' ? LOOK_MS : false),
  });
  const { data: session, error } = query;
  usePageTitle(session ? `${text.title} · ${session.course_title}` : text.title);
  if (session === undefined) {
    return (
      <main className="prejoin">
        <Header />
        <h1 className="sr">{text.title}</h1>
        <div className="body">
          {error === null ? (
            <SkeletonLine width={320} />
          ) : (
            <ErrorState title={text.failed} error={error} retry={() => void query.refetch()} />
          )}
        </div>
      </main>
    );
  }
  if (session.status === 'ended') return <Redirect to={`/sessions/${sessionId}/record`} replace />;
  if (session.status === 'cancelled') return <Cancelled session={session} />;
  return login.user && <Door session={session} user={login.user} />;
}

function Header({ session, children }: { session?: Session; children?: ReactNode }) {
  const text = useText('common');
  const format = useFormats();
  const from = session && new Date(session.scheduled_at);
  return (
    <header>
      <Link className="icon-btn" href={session ? `/courses/${session.course_id}` : '/'} aria-label={text.back}>
        <Icon name="arrow-left" size={20} />
      </Link>
      {session && from && (
        <div className="col grow">
          <span className="medium cut">
            {session.course_title} · {session.title}
          </span>
          <span className="small faint">
            {format.spanWithZone(from, new Date(from.getTime() + session.duration_minutes * 60_000))}
          </span>
        </div>
      )}
      {children}
    </header>
  );
}

function Cancelled({ session }: { session: Session }) {
  const text = useText('prejoin');
  return (
    <main className="prejoin">
      <Header session={session} />
      <h1 className="sr">{session.title}</h1>
      <State
        title={text.cancelled}
        actions={
          <LinkButton kind="primary" href={`/courses/${session.course_id}`}>
            {text.toCourse}
          </LinkButton>
        }
      >
        <b className="block">{session.cancel_reason}</b>
        {text.cancelledText}
      </State>
    </main>
  );
}

/** Everything before the door, and the waiting at it. */
function Door({ session, user }: { session: Session; user: User }) {
  const text = useText('prejoin');
  const [muted, change] = useMutedChoice();
  const { going, fault, enter, cancel } = useEntrance(session, muted);
  const microphone = useStore(devices.store, (state) => state.microphone.status);
  usePreview(muted);
  const blocked = isProblem(microphone);
  return (
    <main className="prejoin">
      <Header session={session} />
      <div className="body">
        <Preview user={user} muted={muted} onChange={change} />
        <div className="col gap-5">
          <div className="col gap-1">
            <h1>{blocked ? text.checkMicrophone : text.ready}</h1>
            <Situation session={session} blocked={blocked} />
          </div>
          <DeviceProblems />
          <DeviceRows />
          <div className="col gap-3">
            <div className="row row-3">
              <span className="label">{text.name}</span>
              <span className="cut">{user.name}</span>
            </div>
            {!blocked && <JoinMuted muted={muted} onChange={change} />}
            {fault !== null && <Fault fault={fault} />}
            {going === 'waiting' ? (
              <Waiting onCancel={cancel} />
            ) : (
              <Entrance session={session} blocked={blocked} busy={going === 'entering'} enter={enter} />
            )}
            <p className="small faint">{text.measured}</p>
            {blocked && (
              <Button size="lg" block onClick={() => void devices.openAll()}>
                {text.retry}
              </Button>
            )}
          </div>
        </div>
      </div>
    </main>
  );
}

function Situation({ session, blocked }: { session: Session; blocked: boolean }) {
  const text = useText('prejoin');
  const format = useFormats();
  const starts = useMayStart(session);
  const denied = useStore(devices.store, (state) => state.microphone.status === 'denied');
  if (blocked) return <p className="muted">{denied ? text.listenHint : text.listenOnly}</p>;
  if (session.status === 'live') return <p className="muted">{text.isLive}</p>;
  return (
    <p className="muted">{starts ? text.startHint : text.notStarted(format.time(new Date(session.scheduled_at)))}</p>
  );
}

interface EntranceProps {
  session: Session;
  blocked: boolean;
  busy: boolean;
  enter: (start: boolean) => void;
}

function Entrance({ session, blocked, busy, enter }: EntranceProps) {
  const text = useText('prejoin');
  const start = useMayStart(session) && session.status === 'scheduled';
  const label = start ? text.start : blocked ? text.joinToListen : text.join;
  return (
    <Button kind="primary" size="lg" block busy={busy} onClick={() => enter(start)}>
      {label}
    </Button>
  );
}

function useMayStart(session: Session): boolean {
  const { data: course } = useCourse(session.course_id);
  return mayEnd(course?.role);
}

type Going = 'no' | 'entering' | 'waiting';

/** Gets the ticket, at once or as soon as the class starts, and goes in. */
function useEntrance(session: Session, muted: Muted) {
  const text = useText('prejoin');
  const [, navigate] = useLocation();
  const [going, setGoing] = useState<Going>('no');
  const [fault, setFault] = useState<unknown>(null);

  const knock = async () => {
    try {
      const ticket = await requestTicket(session.id);
      admit(session.id, muted, ticket);
      navigate(`/sessions/${session.id}/room`);
    } catch (error) {
      if (
        error instanceof ApiError &&
        (error.code === 'session_not_live' || (going === 'waiting' && error.transient))
      ) {
        setGoing('waiting');
      } else {
        setGoing('no');
        setFault(error);
      }
    }
  };
  const latest = useRef(knock);
  useEffect(() => {
    latest.current = knock;
  });

  const open = going === 'waiting' && session.status === 'live';
  useEffect(() => {
    if (!open) return;
    void latest.current();
    const timer = setInterval(() => void latest.current(), LOOK_MS);
    return () => clearInterval(timer);
  }, [open]);

  const enter = async (start: boolean) => {
    setFault(null);
    if (session.status === 'scheduled' && !start) {
      announce(text.waiting);
      setGoing('waiting');
      return;
    }
    setGoing('entering');
    try {
      if (start) await startSession(session.id);
    } catch (error) {
      setGoing('no');
      setFault(error);
      return;
    }
    await knock();
  };

  return { going, fault, enter: (start: boolean) => void enter(start), cancel: () => setGoing('no') };
}
