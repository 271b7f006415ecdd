import { useLocation } from 'wouter';
import type { PersonListed } from '../../core/api.gen.ts';
import { session } from '../../core/client.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { openView } from './api.ts';

/** Asks why, and shows this tab what the person sees. */
export function ViewDialog({ person, onClose }: { person: PersonListed; onClose: () => void }) {
  const text = useText('people').view;
  const common = useText('common');
  const [, navigate] = useLocation();
  const form = useForm({
    initial: { reason: '' },
    validate: ({ reason }) => ({ ...(!reason.trim() && { reason: common.required }) }),
    send: async ({ reason }) => {
      const opened = await openView(person.id, reason.trim());
      navigate('/');
      session.view(opened);
    },
  });
  return (
    <Dialog title={text.title(person.name)} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <p className="muted">{text.intro}</p>
        <Field {...form.field('reason')} label={text.reason} help={text.reasonHelp} maxLength={300} autoFocus />
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
