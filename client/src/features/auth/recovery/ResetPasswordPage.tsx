import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useStore } from 'zustand';
import { useLocation } from 'wouter';
import { ApiError } from '../../../core/api.ts';
import { session } from '../../../core/client.ts';
import { useLanguage, useText } from '../../../i18n/index.ts';
import { LinkButton } from '../../../ui/Button.tsx';
import { usePageTitle } from '../../../ui/page.ts';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { AuthFrame } from '../AuthFrame.tsx';
import { SecondStep } from '../SecondStep.tsx';
import { lookAtReset, resetPassword } from './api.ts';
import { DeadLink, deadCode } from './DeadLink.tsx';
import { NewPasswordForm } from './NewPasswordForm.tsx';
import { tokenOf } from './token.ts';
import { useSignInWith } from './useSignInWith.ts';

/** A new password by a link. Nothing is used up before it is sent. */
export default function ResetPasswordPage() {
  const text = useText('recovery');
  const common = useText('common');
  const language = useLanguage();
  const [token] = useState(() => tokenOf(location.hash));
  const [refused, setRefused] = useState<unknown>(null);
  const { after, signInWith, restart } = useSignInWith();
  const looked = useQuery({
    queryKey: ['auth', 'reset', token],
    queryFn: ({ signal }) => lookAtReset(token ?? '', { signal }),
    enabled: token !== null,
    retry: false,
    staleTime: Infinity,
  });
  usePageTitle(text.reset.title);

  const fault = token === null ? new ApiError('link_invalid') : (refused ?? looked.error);
  if (after.step === 'code') {
    return (
      <AuthFrame>
        <SecondStepThenHome email={looked.data?.email ?? ''} challenge={after.challenge} onBack={restart} />
      </AuthFrame>
    );
  }
  if (after.step === 'sign-in') {
    return (
      <AuthFrame>
        <div className="col gap-1" role="status">
          <h1>{text.reset.doneTitle}</h1>
          <p className="muted">{text.reset.done}</p>
        </div>
        <LinkButton href="/sign-in" kind="primary" size="lg" block>
          {text.reset.signIn}
        </LinkButton>
      </AuthFrame>
    );
  }
  if (fault !== null) return <DeadLink fault={fault} kind="reset" retry={() => void looked.refetch()} />;
  if (looked.data === undefined || token === null) {
    return (
      <AuthFrame>
        <SkeletonList label={common.loading} />
      </AuthFrame>
    );
  }
  const { email, name } = looked.data;
  return (
    <AuthFrame>
      <NewPasswordForm
        title={text.reset.title}
        intro={text.reset.intro(name)}
        submit={text.reset.submit}
        email={email}
        send={async (password) => {
          try {
            await resetPassword(token, password, language);
          } catch (thrown) {
            if (deadCode(thrown) === null) throw thrown;
            setRefused(thrown);
            return;
          }
          await signInWith(email, password);
        }}
      />
    </AuthFrame>
  );
}

interface StepProps {
  email: string;
  challenge: string;
  onBack: () => void;
}

/** The second step, which stays as it was, and then on. */
function SecondStepThenHome({ email, challenge, onBack }: StepProps) {
  const [, navigate] = useLocation();
  const signedInAs = useStore(session.store, (state) => (state.status === 'signed-in' ? state.user.email : null));
  useEffect(() => {
    if (signedInAs === email) navigate('/', { replace: true });
  }, [signedInAs, email, navigate]);
  return <SecondStep email={email} challenge={challenge} onBack={onBack} />;
}
