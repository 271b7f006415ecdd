import { api, session } from '../../core/client.ts';
import type { User } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';

/** The name that the class sees. */
export default function ProfileDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const text = useText('auth');
  const common = useText('common');
  const form = useForm({
    initial: { name: user.name },
    validate: ({ name }) => ({ ...(!name.trim() && { name: common.required }) }),
    send: async ({ name }) => {
      session.know(await api.patch<User>('/auth/me', { name: name.trim() }));
      onClose();
    },
    explain: () => text.nameRefused,
  });
  return (
    <Dialog title={text.settings.profile} onClose={onClose}>
      <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
        <Field {...form.field('name')} label={text.name} help={text.nameHelp} autoComplete="name" autoFocus />
        <FormError fault={form.fault} />
        <div className="acts">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
