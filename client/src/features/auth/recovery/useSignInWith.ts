import { useState } from 'react';
import { useLocation } from 'wouter';
import { session } from '../../../core/client.ts';

/** Where somebody is who has just chosen a password: on to the app, asked for a code, or to sign in by themselves. */
export type After = { step: 'choose' } | { step: 'code'; challenge: string } | { step: 'sign-in' };

/** Signs in with a password that the server has just taken, so that nobody types it twice. */
export function useSignInWith() {
  const [after, setAfter] = useState<After>({ step: 'choose' });
  const [, navigate] = useLocation();
  const signInWith = async (email: string, password: string) => {
    try {
      const challenge = await session.signIn(email, password);
      if (challenge === null) navigate('/', { replace: true });
      else setAfter({ step: 'code', challenge });
    } catch {
      // The password stands, whatever has come between: they sign in with it.
      setAfter({ step: 'sign-in' });
    }
  };
  return { after, signInWith, restart: () => setAfter({ step: 'sign-in' }) };
}
