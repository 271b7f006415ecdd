import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../../core/api.ts';
import { useText } from '../../../i18n/index.ts';
import { Button, LinkButton } from '../../../ui/Button.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { usePageTitle } from '../../../ui/page.ts';
import { AuthFrame } from '../AuthFrame.tsx';
import { verifyEmail } from './api.ts';
import { DeadLink, deadCode } from './DeadLink.tsx';
import { tokenOf } from './token.ts';

/** Asks for a click: programs that look into mail follow links, and would use them up. */
export default function VerifyEmailPage() {
  const text = useText('recovery');
  const client = useQueryClient();
  const [token] = useState(() => tokenOf(location.hash));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const [verified, setVerified] = useState<string | null>(null);
  usePageTitle(verified === null ? text.verify.title : text.verify.doneTitle);

  if (token === null) return <DeadLink fault={new ApiError('link_invalid')} kind="verify" />;
  if (deadCode(fault) !== null) return <DeadLink fault={fault} kind="verify" />;
  if (verified !== null) {
    return (
      <AuthFrame>
        <div className="col gap-1" role="status">
          <h1>{text.verify.doneTitle}</h1>
          <p className="muted">{text.verify.done(verified)}</p>
        </div>
        <LinkButton href="/" kind="primary" size="lg" block>
          {text.continue}
        </LinkButton>
      </AuthFrame>
    );
  }
  const confirm = async () => {
    setBusy(true);
    setFault(null);
    try {
      setVerified((await verifyEmail(token)).email);
      await client.invalidateQueries({ queryKey: ['auth', 'me'] });
    } catch (thrown) {
      setFault(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <AuthFrame>
      <div className="col gap-1">
        <h1>{text.verify.title}</h1>
        <p className="muted">{text.verify.intro}</p>
      </div>
      <FormError fault={fault} />
      <Button kind="primary" size="lg" block busy={busy} autoFocus onClick={() => void confirm()}>
        {text.verify.submit}
      </Button>
    </AuthFrame>
  );
}
