import { useLocation } from 'wouter';
import { session } from '../../core/client.ts';
import { useErrorText, useText } from '../../i18n/index.ts';
import { toast } from '../../ui/toasts.ts';

/** Ends the sign-in on this device; where that fails, it says that it did. */
export function useSignOut(): () => void {
  const text = useText('common');
  const describe = useErrorText();
  const [, navigate] = useLocation();
  return () => {
    session.signOut().then(
      () => navigate('/sign-in', { replace: true }),
      (fault: unknown) => toast(`${text.signOutFailed} ${describe(fault).what}`),
    );
  };
}
