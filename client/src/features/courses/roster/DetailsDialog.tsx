import { ApiError } from '../../../core/api.ts';
import type { Course, Enrollment } from '../../../core/types.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { useRefresh } from '../queries.ts';
import { describePerson } from './api.ts';

interface DetailsDialogProps {
  course: Course;
  person: Enrollment & { id: string };
  onClose: () => void;
}

/** What the roster says of a person: number, romanised name, section. */
export default function DetailsDialog({ course, person, onClose }: DetailsDialogProps) {
  const text = useText('courseTools').roster.details;
  const common = useText('common');
  const refresh = useRefresh();
  const form = useForm({
    initial: {
      student_number: person.student_number ?? '',
      romanised_name: person.romanised_name ?? '',
      section: person.section ?? '',
    },
    validate: () => ({}),
    send: async (values) => {
      const entries = Object.entries(values).filter(
        ([name, value]) => value.trim() !== (person[name as keyof typeof values] ?? ''),
      );
      await describePerson(
        course.id,
        person.id,
        Object.fromEntries(entries.map(([name, value]) => [name, value.trim() || null])),
      );
      await refresh.courses();
      onClose();
    },
    explain: () => text.refused,
  });
  const taken = form.fault instanceof ApiError && form.fault.code === 'number_taken';
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p className="muted">{text.text}</p>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field
          {...form.field('student_number')}
          label={text.number}
          error={taken ? text.taken : form.field('student_number').error}
          maxLength={32}
          autoComplete="off"
          autoFocus
        />
        <Field {...form.field('romanised_name')} label={text.romanised} maxLength={100} autoComplete="off" />
        <Field
          {...form.field('section')}
          label={text.section}
          maxLength={20}
          autoComplete="off"
          list="course-sections"
        />
        <datalist id="course-sections">
          {course.sections.map((section) => (
            <option key={section} value={section} />
          ))}
        </datalist>
        {!taken && <FormError fault={form.fault} />}
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
