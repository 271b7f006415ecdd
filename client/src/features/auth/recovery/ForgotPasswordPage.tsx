import { useState } from 'react';
import { Link } from 'wouter';
import { ApiError } from '../../../core/api.ts';
import { useLanguage, useText } from '../../../i18n/index.ts';
import { Button, LinkButton } from '../../../ui/Button.tsx';
import { Field } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { usePageTitle } from '../../../ui/page.ts';
import { AuthFrame } from '../AuthFrame.tsx';
import { looksComplete, usePolicy } from '../policy.ts';
import { askForReset } from './api.ts';

/** Asks for a link; where no letter can be sent, says whom to ask for one. */
export default function ForgotPasswordPage() {
  const auth = useText('auth');
  const text = useText('recovery');
  const common = useText('common');
  const language = useLanguage();
  const policy = usePolicy();
  /** The server has been started without mail since it said that it has some. */
  const [off, setOff] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  usePageTitle(sentTo === null ? text.forgot.title : text.forgot.sentTitle);
  const form = useForm({
    draft: 'sign-in',
    initial: { email: '' },
    validate: ({ email }) => ({
      ...(!email.trim() ? { email: common.required } : !looksComplete(email) && { email: auth.emailIncomplete }),
    }),
    send: async ({ email }) => {
      try {
        await askForReset(email.trim(), language);
      } catch (thrown) {
        if (!(thrown instanceof ApiError) || thrown.code !== 'mail_off') throw thrown;
        setOff(true);
        return;
      }
      setSentTo(email.trim());
    },
    explain: () => auth.emailIncomplete,
  });

  const contact = policy?.contact ?? null;
  if (off || (policy !== undefined && !policy.mail)) {
    return (
      <AuthFrame>
        <div className="col gap-1">
          <h1>{text.forgot.offTitle}</h1>
          <p className="muted">{text.forgot.off}</p>
        </div>
        {contact !== null && <p className="note">{text.forgot.contact(contact)}</p>}
        <LinkButton href="/sign-in" size="lg" block>
          {text.back}
        </LinkButton>
      </AuthFrame>
    );
  }
  if (sentTo !== null) {
    return (
      <AuthFrame>
        <div className="col gap-2" role="status">
          <h1>{text.forgot.sentTitle}</h1>
          <p>{text.forgot.sent(sentTo)}</p>
          <p className="muted">{text.forgot.sentHelp}</p>
        </div>
        <LinkButton href="/sign-in" size="lg" block>
          {text.back}
        </LinkButton>
        <p className="centred">
          <button type="button" className="link" onClick={() => setSentTo(null)}>
            {text.forgot.other}
          </button>
        </p>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame>
      <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
        <div className="col gap-1">
          <h1>{text.forgot.title}</h1>
          <p className="muted">{text.forgot.intro}</p>
        </div>
        <Field
          {...form.field('email')}
          label={auth.email}
          type="email"
          autoComplete="username"
          inputMode="email"
          large
          autoFocus
        />
        <FormError fault={form.fault} />
        <Button type="submit" kind="primary" size="lg" block busy={form.busy} disabled={policy === undefined}>
          {text.forgot.submit}
        </Button>
        <p className="centred">
          <Link href="/sign-in">{text.back}</Link>
        </p>
      </form>
    </AuthFrame>
  );
}
