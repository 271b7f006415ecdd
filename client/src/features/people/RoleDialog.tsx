import type { PersonListed } from '../../core/api.gen.ts';
import type { Role } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { toast } from '../../ui/toasts.ts';
import { changeRole } from './api.ts';
import { useRefreshPeople } from './queries.ts';

const roles: readonly Role[] = ['student', 'ta', 'professor', 'admin'];

export function RoleDialog({ person, onClose }: { person: PersonListed; onClose: () => void }) {
  const all = useText('people');
  const common = useText('common');
  const refresh = useRefreshPeople();
  const form = useForm<{ role: string }>({
    initial: { role: person.role },
    validate: () => ({}),
    send: async ({ role }) => {
      await changeRole(person.id, role as Role);
      onClose();
      toast(all.roleChanged(person.name, common.roles[role as Role]));
      await refresh();
    },
  });
  return (
    <Dialog title={all.roleOf(person.name)} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <SelectField {...form.field('role')} label={all.role} help={all.roleHelp[form.values.role as Role]} autoFocus>
          {roles.map((role) => (
            <option key={role} value={role}>
              {common.roles[role]}
            </option>
          ))}
        </SelectField>
        <FormError fault={form.fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy} disabled={form.values.role === person.role}>
            {common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
