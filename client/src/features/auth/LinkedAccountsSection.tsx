import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../core/client.ts';
import type { AuthPolicy, LinkedIdentities, SentElsewhere } from '../../core/types.ts';
import { useErrorText, useFormats, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { PasswordField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { ErrorState } from '../../ui/State.tsx';
import { toast } from '../../ui/toasts.ts';
import { issuerFault } from './issuerFaults.ts';
import { usePolicy } from './policy.ts';
import { proving } from './proof.ts';
import { ProofError } from './ProofError.tsx';

type Issuer = AuthPolicy['providers'][number];
type Identity = LinkedIdentities['identities'][number];

/** Which accounts elsewhere open this one, and which more could. */
export function LinkedAccountsSection() {
  const text = useText('auth').elsewhere;
  const describe = useErrorText();
  const policy = usePolicy();
  const [linking, setLinking] = useState<Issuer | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['auth', 'identities'],
    queryFn: ({ signal }) => api.get<LinkedIdentities>('/auth/identities', { signal }),
  });
  const issuers = policy?.providers ?? [];
  // A server without issuers has nothing to say here.
  if (issuers.length === 0 && (data === undefined || data.identities.length === 0)) return null;

  const unlink = (identity: Identity, title: string) => {
    setBusy(identity.id);
    void api
      .delete(`/auth/identities/${identity.id}`)
      .then(
        () => toast(text.unlinked(title)),
        (fault: unknown) => {
          const known = issuerFault(fault);
          toast(known === null ? describe(fault).what : text.faults[known]);
        },
      )
      .then(() => refetch())
      .finally(() => setBusy(null));
  };
  const identities = data?.identities ?? [];
  const free = issuers.filter(({ name }) => !identities.some(({ provider }) => provider === name));

  return (
    <section className="sec" aria-label={text.title}>
      <div className="sec-head">
        <h2>{text.title}</h2>
      </div>
      {error && !data && <ErrorState error={error} title={text.failed} retry={() => void refetch()} />}
      <ul className="card list" aria-busy={data === undefined}>
        {identities.map((identity) => {
          const title = issuers.find(({ name }) => name === identity.provider)?.title ?? identity.issuer;
          return (
            <Linked
              key={identity.id}
              identity={identity}
              title={title}
              busy={busy === identity.id}
              onUnlink={() => unlink(identity, title)}
            />
          );
        })}
        {data &&
          free.map((issuer) => (
            <li key={issuer.name}>
              <div className="col grow">
                <span className="medium cut">{issuer.title}</span>
                <span className="small faint">{text.free}</span>
              </div>
              <Button aria-label={text.linkTo(issuer.title)} onClick={() => setLinking(issuer)}>
                {text.link}
              </Button>
            </li>
          ))}
      </ul>
      {linking && data && (
        <LinkDialog issuer={linking} hasPassword={data.has_password} onClose={() => setLinking(null)} />
      )}
    </section>
  );
}

interface LinkedProps {
  identity: Identity;
  title: string;
  busy: boolean;
  onUnlink: () => void;
}

function Linked({ identity, title, busy, onUnlink }: LinkedProps) {
  const text = useText('auth').elsewhere;
  const formats = useFormats();
  const used = text.used(formats.moment(new Date(identity.used_at)));
  return (
    <li>
      <div className="col grow">
        <span className="medium cut">{title}</span>
        <span className="small faint cut">{identity.email === null ? used : `${identity.email} · ${used}`}</span>
      </div>
      <span className="badge hide-sm">{text.isLinked}</span>
      <Button busy={busy} aria-label={text.unlinkFrom(title)} onClick={onUnlink}>
        {text.unlink}
      </Button>
    </li>
  );
}

interface LinkDialogProps {
  issuer: Issuer;
  hasPassword: boolean;
  onClose: () => void;
}

/** The password once more, and off to the issuer. */
function LinkDialog({ issuer, hasPassword, onClose }: LinkDialogProps) {
  const text = useText('auth').elsewhere;
  const security = useText('auth').security;
  const common = useText('common');
  const form = useForm({
    initial: { password: '' },
    validate: ({ password }) => ({ ...(hasPassword && !password && { password: common.required }) }),
    send: async ({ password }) => {
      const body = { link: true, next: '/settings', ...(hasPassword && { password }) };
      const { url } = await proving(api.post<SentElsewhere>(`/auth/oauth/${issuer.name}`, body));
      window.location.assign(url);
    },
    explain: () => security.passwordWrong,
  });
  return (
    <Dialog title={text.linkTo(issuer.title)} onClose={onClose}>
      <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
        <p className="muted">{text.linkHelp(issuer.title)}</p>
        {hasPassword && (
          <PasswordField
            {...form.field('password')}
            label={security.password}
            autoComplete="current-password"
            autoFocus
          />
        )}
        <ProofError fault={form.fault} />
        <div className="acts">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {text.goThere(issuer.title)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
