import '../../../ui/css/media.css';
import '../../../ui/css/guests.css';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { ApiError } from '../../../core/api.ts';
import { isProblem } from '../../../core/devices.ts';
import type { Muted } from '../../../core/protocol.gen.ts';
import type { Invitation } from '../../../core/types.ts';
import { setLanguage, useErrorText, useFormats, useLanguage, useText } from '../../../i18n/index.ts';
import { announce } from '../../../ui/announce.ts';
import { Button } from '../../../ui/Button.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { Field } from '../../../ui/Field.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { useForm } from '../../../ui/form.ts';
import { Icon, Mark } from '../../../ui/icons.tsx';
import { usePageTitle } from '../../../ui/page.ts';
import { SkeletonLine } from '../../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { DeviceProblems } from '../DeviceProblems.tsx';
import { DeviceRows } from '../DeviceRows.tsx';
import { Fault, JoinMuted, LOOK_MS, useMutedChoice, usePreview, Waiting } from '../doorParts.tsx';
import { devices } from '../live.ts';
import { Preview } from '../Preview.tsx';
import { enterAsGuest, look } from './guest.ts';
import { isName, passFor, secretOf, type GuestPass } from './pass.ts';

/** Where a guest link leads: who one is, how one will be seen and heard, and the door. */
export default function GuestPage() {
  const text = useText('guests');
  // Another link that is opened in this tab changes nothing but what stands behind the #.
  const secret = secretOf(useSyncExternalStore(onHash, () => location.hash));
  const pass = useMemo(() => passFor(secret), [secret]);
  usePageTitle(text.title);
  if (pass === null) {
    return (
      <Frame>
        <State title={text.noLink}>{text.noLinkText}</State>
      </Frame>
    );
  }
  return <Invited key={pass.secret} pass={pass} />;
}

function onHash(tell: () => void): () => void {
  window.addEventListener('hashchange', tell);
  return () => window.removeEventListener('hashchange', tell);
}

function Invited({ pass }: { pass: GuestPass }) {
  const text = useText('guests');
  const query = useQuery({
    queryKey: ['guest', pass.secret, pass.token],
    queryFn: ({ signal }) => look(pass, signal),
    refetchInterval: ({ state }) => (state.data?.status === 'scheduled' ? LOOK_MS : false),
  });
  const { data: invitation, error } = query;
  if (error instanceof ApiError && !error.transient) return <Refused error={error} />;
  if (invitation === undefined) {
    return (
      <Frame>
        <h1 className="sr">{text.title}</h1>
        <div className="body">
          {error === null ? (
            <SkeletonLine width={320} />
          ) : (
            <ErrorState title={text.failed} error={error} retry={() => void query.refetch()} />
          )}
        </div>
      </Frame>
    );
  }
  return <Door pass={pass} invitation={invitation} />;
}

/** A link that opens nothing (any more): there is nothing to try again, but somebody to ask. */
function Refused({ error }: { error: ApiError }) {
  const text = useText('guests').refused;
  const common = useText('common');
  const { what, rest, code } = useErrorText()(error);
  const own = Object.hasOwn(text, error.code) ? text[error.code as keyof typeof text] : null;
  return (
    <Frame>
      <div className="state" role="alert">
        <h1 className="state-title">{own?.what ?? what}</h1>
        <p>{own?.rest ?? rest}</p>
        <CopyButton className="code" value={code}>
          {common.code(code)}
        </CopyButton>
      </div>
    </Frame>
  );
}

function Frame({ invitation, children }: { invitation?: Invitation; children: ReactNode }) {
  const format = useFormats();
  const language = useLanguage();
  const other = language === 'ko' ? 'en' : 'ko';
  const from = invitation && new Date(invitation.scheduled_at);
  return (
    <main className="prejoin guest">
      <header>
        <Mark />
        <div className="col grow">
          {invitation && from ? (
            <>
              <span className="medium cut">
                {invitation.course_title} · {invitation.title}
              </span>
              <span className="small faint cut">
                {format.date(from)}{' '}
                {format.spanWithZone(from, new Date(from.getTime() + invitation.duration_minutes * 60_000))}
              </span>
            </>
          ) : (
            <span className="medium">EduForum</span>
          )}
        </div>
        <button
          type="button"
          className="btn btn-quiet"
          lang={other}
          aria-label={other === 'ko' ? '한국어' : 'English'}
          onClick={() => void setLanguage(other)}
        >
          <Icon name="globe" />
          <span className="wide">{other === 'ko' ? '한국어' : 'English'}</span>
        </button>
      </header>
      {children}
    </main>
  );
}

function Door({ pass, invitation }: { pass: GuestPass; invitation: Invitation }) {
  const text = useText('guests');
  const prejoin = useText('prejoin');
  const common = useText('common');
  const [muted, change] = useMutedChoice();
  const blocked = isProblem(useStore(devices.store, (state) => state.microphone.status));
  const { waiting, fault, knock, stop } = useEntrance(pass, invitation, muted);
  const known = invitation.name;
  const form = useForm({
    draft: 'guest',
    initial: { name: pass.name },
    validate: ({ name }) => (known !== null || isName(name) ? {} : { name: text.nameMissing }),
    send: ({ name }) => knock(known ?? name.trim()),
    explain: () => text.nameRefused,
  });
  const name = known ?? form.values.name.trim();
  usePreview(muted);
  return (
    <Frame invitation={invitation}>
      <div className="body">
        <Preview user={{ id: pass.secret, name }} muted={muted} onChange={change} />
        <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
          <div className="col gap-1">
            <h1>{known === null ? text.title : text.welcomeBack(known)}</h1>
            <Situation invitation={invitation} />
          </div>
          {known === null && (
            <Field
              {...form.field('name')}
              label={prejoin.name}
              help={text.nameHelp}
              large
              maxLength={100}
              autoComplete="name"
              readOnly={waiting}
            />
          )}
          <Rules />
          <DeviceProblems />
          <DeviceRows />
          <div className="col gap-3 guest-go">
            {!blocked && <JoinMuted muted={muted} onChange={change} />}
            {fault === null ? <FormError fault={form.fault} /> : <Fault fault={fault} />}
            {waiting ? (
              <Waiting onCancel={stop} />
            ) : (
              <Button type="submit" kind="primary" size="lg" block busy={form.busy}>
                {blocked ? prejoin.joinToListen : prejoin.join}
              </Button>
            )}
            {blocked && (
              <Button size="lg" block onClick={() => void devices.openAll()}>
                {prejoin.retry}
              </Button>
            )}
            <span className="sr" aria-live="polite">
              {form.busy ? common.loading : ''}
            </span>
          </div>
        </form>
      </div>
    </Frame>
  );
}

/** When the class is, and whether a host has to open. */
function Situation({ invitation }: { invitation: Invitation }) {
  const text = useText('guests');
  const prejoin = useText('prejoin');
  const format = useFormats();
  return (
    <p className="muted">
      {invitation.status === 'live'
        ? `${prejoin.isLive}${invitation.waits ? ` ${text.waits}` : ''}`
        : (invitation.waits ? text.startsAndWaits : text.starts)(format.moment(new Date(invitation.scheduled_at)))}
    </p>
  );
}

/** What a guest may do and what is kept of it, said before they come in. */
function Rules() {
  const text = useText('guests').rules;
  return (
    <dl className="guest-rules small">
      <dt>{text.may}</dt>
      <dd>{text.mayText}</dd>
      <dt>{text.mayNot}</dt>
      <dd>{text.mayNotText}</dd>
      <dt>{text.kept}</dt>
      <dd>{text.keptText}</dd>
    </dl>
  );
}

/** Gets the ticket, at once or as soon as the class starts, and goes in. */
function useEntrance(pass: GuestPass, invitation: Invitation, muted: Muted) {
  const prejoin = useText('prejoin');
  const [, navigate] = useLocation();
  const [waiting, setWaiting] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);

  const enter = async (name: string) => {
    await enterAsGuest({ ...pass, name, sessionId: invitation.session_id }, muted);
    navigate('/guest/room');
  };
  const wait = (name: string) => {
    announce(prejoin.waiting);
    setWaiting(name);
  };
  const knock = async (name: string) => {
    setFault(null);
    if (invitation.status === 'scheduled') {
      wait(name);
      return;
    }
    try {
      await enter(name);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'session_not_live') throw error;
      wait(name);
    }
  };
  const retry = async (name: string) => {
    try {
      await enter(name);
    } catch (error) {
      if (error instanceof ApiError && (error.code === 'session_not_live' || error.transient)) return;
      setWaiting(null);
      setFault(error);
    }
  };
  const latest = useRef(retry);
  useEffect(() => {
    latest.current = retry;
  });

  const open = invitation.status === 'live';
  useEffect(() => {
    if (waiting === null || !open) return;
    void latest.current(waiting);
    const timer = setInterval(() => void latest.current(waiting), LOOK_MS);
    return () => clearInterval(timer);
  }, [waiting, open]);

  return { waiting: waiting !== null, fault, knock, stop: () => setWaiting(null) };
}
