import { lazy, useState } from 'react';
import { useStore } from 'zustand';
import { Link, useLocation, useSearchParams } from 'wouter';
import { session } from '../../core/client.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, PasswordField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { AuthFrame } from './AuthFrame.tsx';
import { IssuerButtons } from './IssuerButtons.tsx';
import { looksComplete, usePolicy } from './policy.ts';
import { SecondStep } from './SecondStep.tsx';

const ReturnPage = lazy(() => import('./ReturnPage.tsx'));

/** Signing in, and coming back from an issuer: the routes know one page for both, so that the first load knows less. */
export default function SignInPage() {
  const [location] = useLocation();
  return location.startsWith('/oauth/') ? <ReturnPage /> : <SignIn />;
}

function SignIn() {
  const text = useText('auth');
  const common = useText('common');
  const policy = usePolicy();
  const [search] = useSearchParams();
  const next = search.get('next');
  const expired = useStore(session.store, (state) => state.status === 'signed-out' && state.expired);
  const [challenge, setChallenge] = useState<string | null>(null);
  const [tookTooLong, setTookTooLong] = useState(false);
  usePageTitle(challenge === null ? text.signIn.title : null);

  const form = useForm({
    draft: 'sign-in',
    initial: { email: '', password: '' },
    validate: ({ email, password }) => ({
      ...(!email.trim() ? { email: common.required } : !looksComplete(email) && { email: text.emailIncomplete }),
      ...(!password && { password: common.required }),
    }),
    send: async ({ email, password }) => setChallenge(await session.signIn(email.trim(), password)),
  });
  const back = (expired: boolean) => {
    setTookTooLong(expired);
    setChallenge(null);
    form.set('password', '');
  };

  if (challenge !== null) {
    return (
      <AuthFrame>
        <SecondStep email={form.values.email.trim()} challenge={challenge} onBack={back} />
      </AuthFrame>
    );
  }
  return (
    <AuthFrame>
      <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
        <div className="col gap-1">
          <h1>{text.signIn.title}</h1>
          {expired || tookTooLong ? (
            <p className="muted" role="status">
              {tookTooLong ? text.secondStep.expired : text.signIn.expired}
            </p>
          ) : (
            next !== null && <p className="muted">{text.signIn.next}</p>
          )}
        </div>
        {policy !== undefined && policy.providers.length > 0 && (
          <IssuerButtons issuers={policy.providers} next={next} />
        )}
        <div className="col gap-3">
          <Field
            {...form.field('email')}
            label={text.email}
            type="email"
            autoComplete="username"
            inputMode="email"
            large
            autoFocus
          />
          <PasswordField {...form.field('password')} label={text.password} autoComplete="current-password" large />
          <Link className="small forgot" href="/forgot-password">
            {text.signIn.forgot}
          </Link>
        </div>
        <FormError fault={form.fault} />
        <Button type="submit" kind="primary" size="lg" block busy={form.busy}>
          {text.signIn.title}
        </Button>
        <p className="muted centred">
          {policy?.registration === 'open' && (
            <>
              {text.signIn.noAccount}{' '}
              <Link href={next === null ? '/register' : `/register?next=${encodeURIComponent(next)}`}>
                {text.signIn.register}
              </Link>
            </>
          )}
          {policy?.registration === 'closed' && text.signIn.closed}
          {policy === undefined && '\u00a0'}
        </p>
      </form>
    </AuthFrame>
  );
}
