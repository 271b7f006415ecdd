import { useState } from 'react';
import type { InvitationMade, Role } from '../../../core/types.ts';
import { useLanguage, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { looksComplete, usePolicy } from '../policy.ts';
import { invite } from './api.ts';
import { ShownLink } from './ShownLink.tsx';
import { taken } from './taken.ts';

const roles: readonly Role[] = ['student', 'ta', 'professor', 'admin'];

/** An administrator invites people, one after the other. */
export default function InviteDialog({ onClose }: { onClose: () => void }) {
  const text = useText('recovery').admin;
  const common = useText('common');
  const language = useLanguage();
  const policy = usePolicy();
  const [made, setMade] = useState<InvitationMade | null>(null);
  const form = useForm({
    draft: 'invite',
    initial: { name: '', email: '', role: 'student' },
    validate: ({ name, email }) => ({
      ...(!name.trim() && { name: common.required }),
      ...(!email.trim() ? { email: common.required } : !looksComplete(email) && { email: text.emailIncomplete }),
    }),
    send: async ({ name, email, role }) => {
      setMade(await taken(invite(email.trim(), name.trim(), role as Role, language)));
      form.set('email', '');
      form.set('name', '');
    },
    explain: (field, fault) =>
      fault.code === 'email_taken' ? text.taken : field === 'name' ? text.nameRefused : text.emailIncomplete,
  });
  return (
    <Dialog title={text.invite} onClose={onClose}>
      <p className="muted">{text.inviteHelp}</p>
      {made?.link && <ShownLink key={made.id} link={made.link} until={made.expires_at} />}
      {made && !made.link && (
        <p className="note" data-kind="accent" role="status">
          {text.mailed(made.email)}
        </p>
      )}
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field {...form.field('name')} label={text.name} autoComplete="off" maxLength={100} autoFocus />
        <Field {...form.field('email')} label={text.email} type="email" inputMode="email" autoComplete="off" />
        <SelectField {...form.field('role')} label={text.role}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {common.roles[role]}
            </option>
          ))}
        </SelectField>
        <FormError fault={form.fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {made ? text.close : common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {policy?.mail ? text.send : text.make}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
