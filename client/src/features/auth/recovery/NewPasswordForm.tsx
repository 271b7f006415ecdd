import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Field, PasswordField } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { usePolicy } from '../policy.ts';

const MIN_LENGTH = 12;

interface NewPasswordFormProps {
  title: string;
  intro: string;
  submit: string;
  /** For the password manager, which keeps both together. */
  email: string;
  send: (password: string) => Promise<void>;
}

/** A password for an account that a link names. */
export function NewPasswordForm({ title, intro, submit, email, send }: NewPasswordFormProps) {
  const text = useText('auth');
  const common = useText('common');
  const minimum = usePolicy()?.password_min_length ?? MIN_LENGTH;
  const form = useForm({
    initial: { password: '' },
    validate: ({ password }) => {
      const missing = minimum - Array.from(password).length;
      return missing > 0 ? { password: password === '' ? common.required : text.passwordShort(missing) } : {};
    },
    send: ({ password }) => send(password),
    explain: (_, fault) => (fault.code === 'password_personal' ? text.passwordPersonal : text.passwordCommon),
  });
  return (
    <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
      <div className="col gap-1">
        <h1>{title}</h1>
        <p className="muted">{intro}</p>
      </div>
      <div className="col gap-3">
        <Field label={text.email} type="email" autoComplete="username" value={email} readOnly large />
        <PasswordField
          {...form.field('password')}
          label={text.password}
          help={text.passwordHelp(minimum)}
          autoComplete="new-password"
          large
          autoFocus
        />
      </div>
      <FormError fault={form.fault} />
      <Button type="submit" kind="primary" size="lg" block busy={form.busy}>
        {submit}
      </Button>
    </form>
  );
}
