import { lazy, Suspense, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../core/client.ts';
import type { AccessTokenShown } from '../../core/types.ts';
import { useErrorText, useFormats, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/State.tsx';
import { toast } from '../../ui/toasts.ts';
import { AREAS, rightOf } from './scopes.ts';

const NewTokenDialog = lazy(() => import('./NewTokenDialog.tsx'));

/** What programs of one's own use this server by. */
export function AccessTokensSection() {
  const text = useText('auth').tokens;
  const describe = useErrorText();
  const [making, setMaking] = useState(false);
  const [busy, setBusy] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['auth', 'tokens'],
    queryFn: ({ signal }) => api.get<AccessTokenShown[]>('/auth/tokens', { signal }),
  });
  const close = () => {
    setMaking(false);
    void refetch();
  };
  const revoke = ({ id, name }: AccessTokenShown) => {
    setBusy(id);
    void api
      .delete(`/auth/tokens/${id}`)
      .then(
        () => toast(text.revoked(name)),
        (fault: unknown) => toast(describe(fault).what),
      )
      .then(() => refetch())
      .finally(() => setBusy(null));
  };

  return (
    <section className="sec" aria-label={text.title}>
      <div className="sec-head">
        <h2>{text.title}</h2>
        <span className="end">
          <Button onClick={() => setMaking(true)}>{text.make}</Button>
        </span>
      </div>
      <p className="small faint">{text.about}</p>
      {error && !data && <ErrorState error={error} title={text.failed} retry={() => void refetch()} />}
      <ul className="card list" aria-busy={data === undefined}>
        {data?.length === 0 && <li className="muted">{text.none}</li>}
        {data?.map((token) => (
          <Row key={token.id} token={token} busy={busy === token.id} onRevoke={() => revoke(token)} />
        ))}
      </ul>
      <Suspense fallback={null}>{making && <NewTokenDialog onClose={close} />}</Suspense>
    </section>
  );
}

interface RowProps {
  token: AccessTokenShown;
  busy: boolean;
  onRevoke: () => void;
}

function Row({ token, busy, onRevoke }: RowProps) {
  const text = useText('auth').tokens;
  const formats = useFormats();
  const scopes = AREAS.flatMap((area) => {
    const right = rightOf(area, token.scopes);
    return right === 'none' ? [] : [`${text.areas[area]}: ${text.rights[right]}`];
  });
  const used = token.used_at === null ? text.unused : text.used(formats.moment(new Date(token.used_at)));
  return (
    <li>
      <div className="col grow">
        <span className="medium cut">{token.name}</span>
        <span className="small faint">
          {text.line(scopes.join(', '), used, formats.date(new Date(token.expires_at)))}
        </span>
      </div>
      <Button busy={busy} aria-label={text.revokeNamed(token.name)} onClick={onRevoke}>
        {text.revoke}
      </Button>
    </li>
  );
}
