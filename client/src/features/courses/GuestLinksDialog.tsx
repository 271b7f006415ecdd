import '../../ui/css/guests.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import type { GuestLink, Session } from '../../core/types.ts';
import { useErrorText, useFormats, useText } from '../../i18n/index.ts';
import { announce } from '../../ui/announce.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { SkeletonList } from '../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../ui/State.tsx';
import { toast } from '../../ui/toasts.ts';
import { useNow } from '../../ui/useNow.ts';
import { getSession } from './api.ts';
import { listGuestLinks, makeGuestLink, revokeGuestLink } from './guestApi.ts';
import { GuestsCame } from './GuestsCame.tsx';
import { addressOf, endChoices, GUESTS, LOOK_MS, mayTakeBack, standingOf, type EndChoice } from './guestLinks.ts';

interface GuestLinksDialogProps {
  sessionId: string;
  onClose: () => void;
}

/** The links by which people without an account come into one session: making, copying, taking back. */
export default function GuestLinksDialog({ sessionId, onClose }: GuestLinksDialogProps) {
  const text = useText('guests').links;
  const common = useText('common');
  const client = useQueryClient();
  const key = ['sessions', 'guest-links', sessionId];
  const session = useQuery({
    queryKey: ['sessions', 'one', sessionId],
    queryFn: ({ signal }) => getSession(sessionId, { signal }),
  });
  const links = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => listGuestLinks(sessionId, { signal }),
    refetchInterval: LOOK_MS,
  });
  // What the server tells once: a link can be copied as long as this dialog stands.
  const [secrets, setSecrets] = useState<ReadonlyMap<string, string>>(new Map());
  const [newest, setNewest] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: key });

  const make = async (fields: { expires_at: string; max_uses: number; waits: boolean }) => {
    const { id, secret } = await makeGuestLink(sessionId, fields);
    setSecrets(new Map([...secrets, [id, secret]]));
    setNewest(secret);
    announce(text.made);
    await refresh();
  };
  const fault = session.data === undefined ? session.error : links.data === undefined ? links.error : null;
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p className="muted">{text.text}</p>
      {fault !== null ? (
        <ErrorState
          error={fault}
          title={text.failed}
          retry={() => void Promise.all([session.refetch(), links.refetch()])}
        />
      ) : session.data === undefined || links.data === undefined ? (
        <SkeletonList label={common.loading} />
      ) : (
        <>
          {newest !== null && <Made key={newest} secret={newest} />}
          <NewLink session={session.data} first={newest === null} make={make} />
          <Links links={links.data} secrets={secrets} sessionId={sessionId} refresh={refresh} />
          {links.data.some((link) => link.uses > 0) && <GuestsCame session={session.data} />}
        </>
      )}
      <div className="acts">
        <Button onClick={onClose}>{text.close}</Button>
      </div>
    </Dialog>
  );
}

/** The link that has just been made, with the focus on copying it. */
function Made({ secret }: { secret: string }) {
  const text = useText('guests').links;
  const box = useRef<HTMLDivElement>(null);
  const address = addressOf(secret);
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  return (
    <div className="note guest-link-made" data-kind="accent" ref={box}>
      <div className="col gap-2 grow">
        <p>{text.made}</p>
        <div className="row">
          <input
            className="input grow"
            readOnly
            value={address}
            aria-label={text.link}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton className="btn btn-primary" value={address}>
            {text.copy}
          </CopyButton>
        </div>
      </div>
    </div>
  );
}

interface NewLinkProps {
  session: Session;
  /** Nothing has been made yet: this is the next thing to do. */
  first: boolean;
  make: (fields: { expires_at: string; max_uses: number; waits: boolean }) => Promise<void>;
}

function NewLink({ session, first, make }: NewLinkProps) {
  const text = useText('guests').links;
  const format = useFormats();
  const now = useNow();
  const [waits, setWaits] = useState(true);
  const help = useId();
  const choices = endChoices(session, now);
  const form = useForm({
    initial: { guests: '1', end: choices[0]?.end ?? 'hour' },
    validate: () => ({}),
    send: async ({ guests, end }) => {
      const at = choiceOf(endChoices(session, new Date()), end)?.at;
      if (at !== undefined) await make({ expires_at: at.toISOString(), max_uses: Number(guests), waits });
    },
  });
  const chosen = choiceOf(choices, form.values.end);
  if (session.status === 'ended' || session.status === 'cancelled') return <p className="note">{text.over}</p>;
  if (choices.length === 0) return <p className="note">{text.tooEarly}</p>;
  return (
    <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
      <div className="field-row guest-link-form">
        <SelectField {...form.field('guests')} label={text.people}>
          {GUESTS.map((count) => (
            <option key={count} value={count}>
              {text.peopleCount(count)}
            </option>
          ))}
        </SelectField>
        <SelectField {...form.field('end')} label={text.until} help={chosen && format.moment(chosen.at)}>
          {choices.map(({ end }) => (
            <option key={end} value={end}>
              {text.ends[end]}
            </option>
          ))}
        </SelectField>
      </div>
      <label className="row row-3">
        <button
          type="button"
          className="switch"
          role="switch"
          aria-checked={waits}
          aria-label={text.waits}
          aria-describedby={help}
          onClick={() => setWaits(!waits)}
        />
        <span className="col">
          <span>{text.waits}</span>
          <span className="small faint" id={help}>
            {text.waitsHelp}
          </span>
        </span>
      </label>
      <FormError fault={form.fault} />
      <Button type="submit" block icon="plus" busy={form.busy} {...(first && { kind: 'primary' as const })}>
        {text.make}
      </Button>
    </form>
  );
}

/** What was chosen may be over by now: then the next best. */
const choiceOf = (choices: readonly EndChoice[], end: string): EndChoice | undefined =>
  choices.find((choice) => choice.end === end) ?? choices[0];

interface LinksProps {
  links: readonly GuestLink[];
  secrets: ReadonlyMap<string, string>;
  sessionId: string;
  refresh: () => Promise<void>;
}

function Links({ links, secrets, sessionId, refresh }: LinksProps) {
  const text = useText('guests').links;
  const now = useNow(LOOK_MS);
  const held = links.filter((link) => mayTakeBack(link, now));
  const past = links.filter((link) => !mayTakeBack(link, now));
  const rows = (some: readonly GuestLink[]) => (
    <ul className="guest-links">
      {some.map((link) => (
        <LinkRow
          key={link.id}
          link={link}
          secret={secrets.get(link.id)}
          now={now}
          revoke={async () => {
            await revokeGuestLink(sessionId, link.id);
            await refresh();
          }}
        />
      ))}
    </ul>
  );
  if (links.length === 0) return <State title={text.none}>{text.noneText}</State>;
  return (
    <>
      {held.length > 0 && (
        <section aria-label={text.inForce}>
          <h3 className="guest-links-head">{text.inForce}</h3>
          {rows(held)}
        </section>
      )}
      {past.length > 0 && (
        <details>
          <summary className="muted">{text.past(past.length)}</summary>
          {rows(past)}
        </details>
      )}
    </>
  );
}

interface LinkRowProps {
  link: GuestLink;
  secret: string | undefined;
  now: Date;
  revoke: () => Promise<void>;
}

/**
 * Taking a link back cannot be undone. One that nobody has come by is replaced by another; of one that somebody came by
 * the row says first who goes with it.
 */
function LinkRow({ link, secret, now, revoke }: LinkRowProps) {
  const text = useText('guests').links;
  const format = useFormats();
  const describe = useErrorText();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const standing = standingOf(link, now);
  const ends = format.moment(new Date(link.expires_at));
  const takeBack = async () => {
    setBusy(true);
    try {
      await revoke();
      toast(text.takenBack);
      announce(text.takenBack);
    } catch (fault) {
      const { what, rest } = describe(fault);
      toast(`${what} ${rest}`);
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  return (
    <li className="col gap-2">
      <div className="row row-3">
        <div className="col grow">
          <span className="row guest-link-facts">
            <span className="medium num">{text.came(link.uses, link.max_uses)}</span>
            {standing !== 'open' && <span className="badge">{text.standing[standing]}</span>}
          </span>
          <span className="small muted">
            {standing === 'revoked' || standing === 'expired'
              ? text.endedAt(format.moment(new Date(link.revoked_at ?? link.expires_at)))
              : text.endsAt(ends)}
            {!link.waits && ` · ${text.straightIn}`}
          </span>
          <span className="small faint">{text.by(link.created_by, format.date(new Date(link.created_at)))}</span>
        </div>
        {secret !== undefined && standing === 'open' && (
          <CopyButton className="icon-btn icon-btn-sm" value={addressOf(secret)}>
            <span className="sr">{text.copy}</span>
          </CopyButton>
        )}
        {mayTakeBack(link, now) && !asking && (
          <Button
            size="sm"
            kind="danger-quiet"
            busy={busy}
            aria-label={text.takeBackOf(ends)}
            onClick={() => (link.uses === 0 ? void takeBack() : setAsking(true))}
          >
            {text.takeBack}
          </Button>
        )}
      </div>
      {asking && (
        <div className="note" data-kind="warn" role="alert">
          <div className="col gap-2 grow">
            <p>{text.ask(link.uses)}</p>
            <div className="row">
              <Button size="sm" kind="danger" busy={busy} autoFocus onClick={() => void takeBack()}>
                {text.takeBack}
              </Button>
              <Button size="sm" onClick={() => setAsking(false)}>
                {text.keep}
              </Button>
            </div>
          </div>
        </div>
      )}
    </li>
  );
}
