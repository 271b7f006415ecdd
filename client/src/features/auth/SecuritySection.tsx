import { lazy, Suspense, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../core/client.ts';
import type { SecondFactorState } from '../../core/types.ts';
import { useErrorText, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';

const TwoStepDialog = lazy(() => import('./TwoStepDialog.tsx'));

/** How one signs in: with two steps or one. */
export function SecuritySection() {
  const text = useText('auth').security;
  const describe = useErrorText();
  const [opened, setOpened] = useState<SecondFactorState | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['auth', '2fa'],
    queryFn: ({ signal }) => api.get<SecondFactorState>('/auth/2fa', { signal }),
  });
  const close = () => {
    setOpened(null);
    void refetch();
  };
  const words = () => {
    if (data === undefined) return error ? describe(error).what : '\u00a0';
    return data.on ? text.isOn(data.backup_codes_left) : text.isOff;
  };

  return (
    <section className="sec" aria-label={text.signIn}>
      <div className="sec-head">
        <h2>{text.signIn}</h2>
      </div>
      <div className="card list">
        <div>
          <div className="col grow">
            <span className="medium">{text.twoStep}</span>
            <span className="small faint">{words()}</span>
          </div>
          {data?.on && (
            <span className="badge" data-kind="success">
              {text.on}
            </span>
          )}
          <Button disabled={data === undefined} onClick={() => setOpened(data ?? null)}>
            {data?.on ? text.manage : text.setUp}
          </Button>
        </div>
      </div>
      <Suspense fallback={null}>{opened && <TwoStepDialog state={opened} onClose={close} />}</Suspense>
    </section>
  );
}
