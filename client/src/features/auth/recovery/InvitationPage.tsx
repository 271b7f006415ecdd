import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { ApiError } from '../../../core/api.ts';
import { session } from '../../../core/client.ts';
import type { InvitationShown } from '../../../core/types.ts';
import { useText } from '../../../i18n/index.ts';
import { Button, LinkButton } from '../../../ui/Button.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { usePageTitle } from '../../../ui/page.ts';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { AuthFrame } from '../AuthFrame.tsx';
import { acceptInvitation, lookAtInvitation } from './api.ts';
import { DeadLink, deadCode } from './DeadLink.tsx';
import { NewPasswordForm } from './NewPasswordForm.tsx';
import { forgetInvitation, invitationToken } from './token.ts';
import { useSignInWith } from './useSignInWith.ts';

/** An invitation: a password makes the account; who has one already signs in to it. */
export default function InvitationPage() {
  const text = useText('recovery');
  const common = useText('common');
  const [token] = useState(invitationToken);
  const [refused, setRefused] = useState<unknown>(null);
  const { after, signInWith } = useSignInWith();
  const looked = useQuery({
    queryKey: ['auth', 'invitation', token],
    queryFn: ({ signal }) => lookAtInvitation(token ?? '', { signal }),
    enabled: token !== null,
    retry: false,
    staleTime: Infinity,
  });
  usePageTitle(looked.data ? text.invitation.title(looked.data.name) : null);

  if (after.step !== 'choose') {
    return (
      <AuthFrame>
        <LinkButton href="/sign-in" kind="primary" size="lg" block>
          {text.reset.signIn}
        </LinkButton>
      </AuthFrame>
    );
  }
  const fault = token === null ? new ApiError('link_invalid') : (refused ?? looked.error);
  if (fault !== null) return <DeadLink fault={fault} kind="invitation" retry={() => void looked.refetch()} />;
  if (looked.data === undefined || token === null) {
    return (
      <AuthFrame>
        <SkeletonList label={common.loading} />
      </AuthFrame>
    );
  }
  const { email, name, invited_by: inviter, course, has_account: hasAccount } = looked.data;
  const accept = async (password?: string) => {
    try {
      await acceptInvitation(token, password);
      forgetInvitation();
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.code === 'email_taken') {
        await looked.refetch();
        return false;
      }
      if (deadCode(thrown) === null) throw thrown;
      forgetInvitation();
      setRefused(thrown);
      return false;
    }
    return true;
  };
  if (hasAccount) return <WithAccount invitation={looked.data} accept={accept} />;
  return (
    <AuthFrame>
      <NewPasswordForm
        title={text.invitation.title(name)}
        intro={text.invitation.intro(inviter, course)}
        submit={text.invitation.submit}
        email={email}
        send={async (password) => {
          if (await accept(password)) await signInWith(email, password);
        }}
      />
    </AuthFrame>
  );
}

interface WithAccountProps {
  invitation: InvitationShown;
  accept: () => Promise<boolean>;
}

function WithAccount({ invitation, accept }: WithAccountProps) {
  const text = useText('recovery').invitation;
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const signedInAs = useStore(session.store, (state) => (state.status === 'signed-in' ? state.user.email : null));
  const { email, name, invited_by: inviter, course } = invitation;
  const mine = signedInAs === email;
  const join = async () => {
    setBusy(true);
    setFault(null);
    try {
      if (await accept()) {
        await client.invalidateQueries();
        navigate('/', { replace: true });
      }
    } catch (thrown) {
      setFault(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <AuthFrame>
      <div className="col gap-1">
        <h1>{text.title(name)}</h1>
        <p className="muted">{mine ? text.joinIntro(inviter, course) : text.haveAccount}</p>
      </div>
      {signedInAs !== null && !mine && <p className="note">{text.other(email)}</p>}
      <FormError fault={fault} />
      {mine ? (
        <Button kind="primary" size="lg" block busy={busy} onClick={() => void join()}>
          {text.join(course)}
        </Button>
      ) : (
        <LinkButton href="/sign-in?next=%2Finvitation" kind="primary" size="lg" block>
          {text.signIn}
        </LinkButton>
      )}
    </AuthFrame>
  );
}
