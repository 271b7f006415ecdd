import type { Session } from '../../../core/types.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { changeSession } from '../api.ts';
import { useRefresh } from '../queries.ts';

/** Why a session is cancelled, for everybody to read. */
export default function ReasonDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const text = useText('courseTools').series.reason;
  const common = useText('common');
  const refresh = useRefresh();
  const form = useForm({
    initial: { reason: session.cancel_reason },
    validate: () => ({}),
    send: async ({ reason }) => {
      await changeSession(session, { reason: reason.trim() });
      await refresh.sessions();
      onClose();
    },
  });
  return (
    <Dialog title={text.title} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field
          {...form.field('reason')}
          label={text.label}
          help={text.text}
          placeholder={text.example}
          maxLength={200}
          autoComplete="off"
          autoFocus
        />
        <FormError fault={form.fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
