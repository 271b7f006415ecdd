import { lazy, Suspense, useRef, useState } from 'react';
import { ApiError } from '../../core/api.ts';
import type { Course, EnrollmentRole } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field, SelectField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { Icon } from '../../ui/icons.tsx';
import { addPerson } from './api.ts';
import { useRefresh } from './queries.ts';
import { expectPerson } from './roster/api.ts';

const InvitePerson = lazy(() => import('./InvitePerson.tsx'));

const roles: readonly EnrollmentRole[] = ['student', 'ta', 'co_professor', 'observer'];
const address = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u;

/** Adds one person after the other, and says who came. */
export function AddPersonDialog({ course, onClose }: { course: Course; onClose: () => void }) {
  const all = useText('courses');
  const text = all.addPerson;
  const common = useText('common');
  const errors = useText('errors');
  const refresh = useRefresh();
  const input = useRef<HTMLInputElement>(null);
  const [added, setAdded] = useState<readonly string[]>([]);
  const [kept, setKept] = useState<readonly string[]>([]);
  const roster = useText('courseTools').roster.expected;
  /** Nobody has an account with this address: a place can be kept for it. */
  const [absent, setAbsent] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [fault, setFault] = useState<unknown>(null);

  const keep = async (email: string, role: EnrollmentRole) => {
    setFault(null);
    try {
      const person = await expectPerson(course.id, { name, email, role: role === 'co_professor' ? 'ta' : role });
      setKept([person.name, ...kept]);
      setAbsent(null);
      setName('');
      form.set('email', '');
      input.current?.focus();
      await refresh.courses();
    } catch (thrown) {
      setFault(thrown);
    }
  };
  const form = useForm({
    draft: `person.${course.id}`,
    initial: { email: '', role: 'student' },
    validate: ({ email }) => ({
      ...(!email.trim() ? { email: common.required } : !address.test(email.trim()) && { email: text.emailIncomplete }),
    }),
    send: async ({ email, role }) => {
      setAbsent(null);
      const person = await addPerson(course.id, email.trim(), role as EnrollmentRole).catch((thrown: unknown) => {
        if (thrown instanceof ApiError && thrown.code === 'no_such_person') setAbsent(email.trim());
        throw thrown;
      });
      setAdded([person.name, ...added]);
      form.set('email', '');
      input.current?.focus();
      await refresh.courses();
    },
    explain: (field, fault) =>
      field !== 'email' ? null : fault.code === 'no_such_person' ? errors.no_such_person.what : text.emailIncomplete,
  });
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p className="muted">{text.text}</p>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field
          {...form.field('email')}
          ref={input}
          label={text.email}
          type="email"
          inputMode="email"
          autoComplete="off"
          autoFocus
        />
        <SelectField {...form.field('role')} label={text.role} help={text.roleHelp[form.values.role as EnrollmentRole]}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {all.roles[role]}
            </option>
          ))}
        </SelectField>
        {absent !== null && (
          <div className="note col gap-2">
            <Field
              label={roster.name}
              value={name}
              maxLength={100}
              autoComplete="off"
              onChange={({ target }) => setName(target.value)}
            />
            {form.values.role !== 'co_professor' && (
              <Button
                disabled={name.trim() === ''}
                onClick={() => void keep(absent, form.values.role as EnrollmentRole)}
              >
                {roster.add}
              </Button>
            )}
            <Suspense fallback={null}>
              <InvitePerson
                key={absent}
                course={course}
                email={absent}
                name={name.trim()}
                role={form.values.role as EnrollmentRole}
              />
            </Suspense>
          </div>
        )}
        <FormError fault={form.fault ?? fault} />
        <ul className="col gap-1" aria-live="polite">
          {kept.map((each, index) => (
            <li key={`kept ${kept.length - index}`} className="row small t-success">
              <Icon name="check" size={14} />
              <span className="cut">{roster.kept(each)}</span>
            </li>
          ))}
          {added.map((name, index) => (
            <li key={added.length - index} className="row small t-success">
              <Icon name="check" size={14} />
              <span className="cut">{text.added(name)}</span>
            </li>
          ))}
        </ul>
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {added.length > 0 ? text.done : common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {text.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
