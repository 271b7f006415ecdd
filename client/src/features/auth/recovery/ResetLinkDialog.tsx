import { useState } from 'react';
import type { ResetLink } from '../../../core/types.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { looksComplete } from '../policy.ts';
import { makeResetLink } from './api.ts';
import { ShownLink } from './ShownLink.tsx';
import { taken } from './taken.ts';

/** An administrator makes a link by hand, for who gets no letters. */
export default function ResetLinkDialog({ onClose }: { onClose: () => void }) {
  const text = useText('recovery').admin;
  const common = useText('common');
  const [made, setMade] = useState<ResetLink | null>(null);
  const form = useForm({
    initial: { email: '' },
    validate: ({ email }) => ({
      ...(!email.trim() ? { email: common.required } : !looksComplete(email) && { email: text.emailIncomplete }),
    }),
    send: async ({ email }) => setMade(await taken(makeResetLink(email.trim()))),
    explain: (_, fault) => (fault.code === 'no_such_person' ? text.nobody : text.emailIncomplete),
  });
  return (
    <Dialog title={text.reset} onClose={onClose}>
      <p className="muted">{text.resetHelp}</p>
      {made && (
        <div className="col gap-2">
          <p className="medium">
            {made.name} · {made.email}
          </p>
          <ShownLink key={made.link} link={made.link} until={made.expires_at} />
        </div>
      )}
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field
          {...form.field('email')}
          label={text.email}
          type="email"
          inputMode="email"
          autoComplete="off"
          autoFocus
        />
        <FormError fault={form.fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {made ? text.close : common.cancel}
          </Button>
          <Button type="submit" busy={form.busy} {...(!made && { kind: 'primary' as const })}>
            {text.make}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
