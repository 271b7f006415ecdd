import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { session } from '../../core/client.ts';
import { useErrorText, useText } from '../../i18n/index.ts';
import { LinkButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { toast } from '../../ui/toasts.ts';
import { AuthFrame } from './AuthFrame.tsx';
import { issuerFault } from './issuerFaults.ts';
import { comeBack } from './issuers.ts';
import { SecondStep } from './SecondStep.tsx';

/** Where an issuer's answer ends up: it goes to the server with the cookie of who began, and leads on from there. */
export default function ReturnPage() {
  const text = useText('auth').elsewhere;
  const describe = useErrorText();
  const [location, navigate] = useLocation();
  const [issuer] = useState(() => location.split('/')[2] ?? '');
  const [query] = useState(() => window.location.hash.slice(1));
  usePageTitle(text.finishing);
  // What it brought counts once; nobody finds it in the history.
  useEffect(() => history.replaceState(history.state, '', window.location.pathname), []);
  // Whoever links an account is known as soon as their sign-in is taken up again.
  const ready = useStore(session.store, ({ status }) => status !== 'restoring');
  const { data, error } = useQuery({
    enabled: ready,
    queryKey: ['auth', 'return', query],
    queryFn: () => comeBack(issuer, query),
    retry: false,
    retryOnMount: false,
    staleTime: Infinity,
  });
  const challenge = data?.sign_in?.challenge ?? null;
  useEffect(() => {
    if (data === undefined || challenge !== null) return;
    if (data.linked) toast(text.linked);
    navigate(data.next, { replace: true });
  }, [data, challenge, navigate, text]);

  if (data !== undefined && challenge !== null) {
    return (
      <AuthFrame>
        <SecondStep
          email={null}
          challenge={challenge}
          onBack={() => navigate('/sign-in', { replace: true })}
          onEntered={() => navigate(data.next, { replace: true })}
        />
      </AuthFrame>
    );
  }
  if (error === null) {
    return (
      <AuthFrame>
        <p className="muted centred" role="status">
          {text.finishing}
        </p>
      </AuthFrame>
    );
  }
  const fault = issuerFault(error);
  const { what, rest, code } = describe(error);
  const signedIn = session.user !== null;
  return (
    <AuthFrame>
      <div className="col gap-5" role="alert">
        <h1>{signedIn ? text.notLinked : text.notSignedIn}</h1>
        <div className="note" data-kind="danger">
          <Icon name="circle-alert" />
          <div className="col gap-1">
            <p>{fault === null ? `${what} ${rest}` : text.faults[fault]}</p>
            <span className="small muted">{text.code(code)}</span>
          </div>
        </div>
        <LinkButton href={signedIn ? '/settings' : '/sign-in'} kind="primary" size="lg" block>
          {signedIn ? text.toSettings : text.again}
        </LinkButton>
      </div>
    </AuthFrame>
  );
}
