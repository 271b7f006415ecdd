import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../../core/api.ts';
import { useErrorText, useLanguage, useText } from '../../../i18n/index.ts';
import { announce } from '../../../ui/announce.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { usePolicy } from '../policy.ts';
import { me, resendVerification } from './api.ts';

/** Stands over the settings for as long as nobody has shown that the address is theirs. */
export function VerifyNotice() {
  const text = useText('recovery').notice;
  const language = useLanguage();
  const describe = useErrorText();
  const policy = usePolicy();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const { data: user, refetch } = useQuery({ queryKey: ['auth', 'me'], queryFn: ({ signal }) => me({ signal }) });
  if (!policy?.mail || user === undefined || user.email_verified) return null;

  const resend = async () => {
    setBusy(true);
    try {
      await resendVerification(language);
      setSaid(text.sent);
      announce(text.sent);
    } catch (fault) {
      if (fault instanceof ApiError && fault.code === 'already_verified') {
        announce(text.verified);
        await refetch();
      } else {
        const { what, rest } = describe(fault);
        setSaid(`${what} ${rest}`);
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="note" data-kind="warn">
      <Icon name="circle-alert" />
      <div className="col gap-2 grow">
        <b className="medium">{text.title}</b>
        <p>{text.text(user.email)}</p>
        {said === null ? (
          <div>
            <Button size="sm" busy={busy} onClick={() => void resend()}>
              {text.resend}
            </Button>
          </div>
        ) : (
          <p role="status">{said}</p>
        )}
      </div>
    </div>
  );
}
