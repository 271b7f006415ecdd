import { useState } from 'react';
import type { PersonMade } from '../../core/api.gen.ts';
import type { Role } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field, SelectField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { createPerson } from './api.ts';
import { useRefreshPeople } from './queries.ts';

const roles: readonly Role[] = ['student', 'ta', 'professor', 'admin'];
const address = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u;

/** Makes one account, and shows its password if one was made up. */
export function NewPersonDialog({ onClose }: { onClose: () => void }) {
  const all = useText('people');
  const text = all.create;
  const common = useText('common');
  const errors = useText('errors');
  const refresh = useRefreshPeople();
  const [made, setMade] = useState<PersonMade | null>(null);
  const form = useForm({
    draft: 'person.new',
    initial: { name: '', email: '', role: 'student', access: 'password' },
    validate: ({ name, email }) => ({
      ...(!name.trim() && { name: common.required }),
      ...(!email.trim() ? { email: common.required } : !address.test(email.trim()) && { email: text.emailIncomplete }),
    }),
    send: async ({ name, email, role, access }) => {
      const fields = { name: name.trim(), email: email.trim(), role: role as Role };
      setMade(await createPerson({ ...fields, with_password: access === 'password' }));
      await refresh();
    },
    explain: (field) => (field === 'email' ? text.emailIncomplete : field === 'name' ? errors.invalid.what : null),
  });

  if (made !== null) {
    return (
      <Dialog title={text.madeTitle(made.person.name)} onClose={onClose}>
        {made.password === null ? (
          <p className="muted">{text.noPassword}</p>
        ) : (
          <>
            <p className="muted">{text.once}</p>
            <CopyButton className="code secret" value={made.password}>
              {made.password}
            </CopyButton>
          </>
        )}
        <div className="acts">
          <Button kind="primary" onClick={onClose}>
            {text.done}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={text.title} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field {...form.field('name')} label={all.name} autoComplete="off" autoFocus />
        <Field {...form.field('email')} label={all.email} type="email" inputMode="email" autoComplete="off" />
        <SelectField {...form.field('role')} label={all.role}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {common.roles[role]}
            </option>
          ))}
        </SelectField>
        <SelectField {...form.field('access')} label={text.access} help={text.accessHelp}>
          <option value="password">{text.withPassword}</option>
          <option value="none">{text.without}</option>
        </SelectField>
        <FormError fault={form.fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {text.go}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
