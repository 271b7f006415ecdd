import { useState } from 'react';
import type { AuthPolicy } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { begin } from './issuers.ts';
import { ProofError } from './ProofError.tsx';

interface IssuerButtonsProps {
  issuers: AuthPolicy['providers'];
  /** The page to go on to. */
  next: string | null;
}

/** The ways in by an account elsewhere: the school's own first, wide; those that everybody knows side by side. */
export function IssuerButtons({ issuers, next }: IssuerButtonsProps) {
  const text = useText('auth').elsewhere;
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const go = (name: string) => {
    setBusy(name);
    setFault(null);
    begin(name, next).then(
      (url) => window.location.assign(url),
      (thrown: unknown) => {
        setFault(thrown);
        setBusy(null);
      },
    );
  };
  const known = issuers.filter(({ kind }) => kind !== 'oidc');

  return (
    <>
      {issuers
        .filter(({ kind }) => kind === 'oidc')
        .map(({ name, title }) => (
          <Button key={name} size="lg" block busy={busy === name} onClick={() => go(name)}>
            {text.continueWith(title)}
          </Button>
        ))}
      {known.length > 0 && (
        <div className="row issuers">
          {known.map(({ name, title }) => (
            <Button
              key={name}
              className="grow"
              busy={busy === name}
              aria-label={text.continueWith(title)}
              onClick={() => go(name)}
            >
              {title}
            </Button>
          ))}
        </div>
      )}
      <ProofError fault={fault} />
      <div className="or">{text.or}</div>
    </>
  );
}
