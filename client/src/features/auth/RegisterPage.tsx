import { Link, useSearchParams } from 'wouter';
import { ApiError } from '../../core/api.ts';
import { session } from '../../core/client.ts';
import { useLanguage, useText } from '../../i18n/index.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { Field, PasswordField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { AuthFrame } from './AuthFrame.tsx';
import { looksComplete, usePolicy } from './policy.ts';

const MIN_LENGTH = 12;

export default function RegisterPage() {
  const text = useText('auth');
  const common = useText('common');
  const policy = usePolicy();
  const language = useLanguage();
  const minimum = policy?.password_min_length ?? MIN_LENGTH;
  const [search] = useSearchParams();
  const next = search.get('next');
  const signIn = next === null ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
  usePageTitle(text.register.title);

  const form = useForm({
    draft: 'register',
    initial: { name: '', email: '', password: '' },
    validate: ({ name, email, password }) => {
      const missing = minimum - Array.from(password).length;
      return {
        ...(!name.trim() && { name: common.required }),
        ...(!email.trim() ? { email: common.required } : !looksComplete(email) && { email: text.emailIncomplete }),
        ...(missing > 0 && { password: password === '' ? common.required : text.passwordShort(missing) }),
      };
    },
    send: ({ name, email, password }) => session.register(name.trim(), email.trim(), password, language),
    explain: (field, fault) => {
      if (field === 'email') return text.emailIncomplete;
      if (field === 'name') return text.nameRefused;
      return fault.code === 'password_personal' ? text.passwordPersonal : text.passwordCommon;
    },
  });
  const taken = form.fault instanceof ApiError && form.fault.code === 'invalid_credentials';

  if (policy?.registration === 'closed') {
    return (
      <AuthFrame>
        <h1>{text.register.closedTitle}</h1>
        <p className="muted">{text.register.closedText}</p>
        <LinkButton href={signIn} size="lg" block>
          {text.register.signIn}
        </LinkButton>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame>
      <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
        <div className="col gap-1">
          <h1>{text.register.title}</h1>
          <p className="muted">{text.register.intro}</p>
        </div>
        <div className="col gap-3">
          <Field
            {...form.field('name')}
            label={text.name}
            help={text.nameHelp}
            autoComplete="name"
            maxLength={100}
            large
            autoFocus
          />
          <Field
            {...form.field('email')}
            label={text.email}
            type="email"
            autoComplete="username"
            inputMode="email"
            large
          />
          <PasswordField
            {...form.field('password')}
            label={text.password}
            help={text.passwordHelp(minimum)}
            autoComplete="new-password"
            large
          />
        </div>
        {taken ? (
          <p className="note" role="alert">
            {text.register.known}
          </p>
        ) : (
          <FormError fault={form.fault} />
        )}
        <Button type="submit" kind="primary" size="lg" block busy={form.busy}>
          {text.register.submit}
        </Button>
        <p className="muted centred">
          {text.register.haveAccount} <Link href={signIn}>{text.register.signIn}</Link>
        </p>
      </form>
    </AuthFrame>
  );
}
