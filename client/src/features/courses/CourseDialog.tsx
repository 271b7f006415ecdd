import { useLocation } from 'wouter';
import type { Course } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { toast } from '../../ui/toasts.ts';
import { changeCourse, createCourse } from './api.ts';
import { useRefresh } from './queries.ts';

/** Makes a course and goes there, or changes one. */
export function CourseDialog({ course, onClose }: { course?: Course; onClose: () => void }) {
  const text = useText('courses').form;
  const common = useText('common');
  const refresh = useRefresh();
  const [, navigate] = useLocation();
  const form = useForm({
    ...(!course && { draft: 'course' }),
    initial: { title: course?.title ?? '', code: course?.code ?? '', semester: course?.semester ?? '' },
    validate: (values) =>
      Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) => (value.trim() ? [] : [[name, common.required]])),
      ),
    send: async ({ title, code, semester }) => {
      const fields = { title: title.trim(), code: code.trim(), semester: semester.trim() };
      if (course) await changeCourse(course.id, course.version, fields);
      const made = course ?? (await createCourse(fields));
      await refresh.courses();
      onClose();
      if (course) toast(text.saved);
      else navigate(`/courses/${made.id}`);
    },
    explain: () => text.refused,
  });
  return (
    <Dialog title={course ? text.editTitle : text.createTitle} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field
          {...form.field('title')}
          label={text.name}
          placeholder={text.namePlaceholder}
          maxLength={200}
          autoComplete="off"
          autoFocus
        />
        <div className="field-row">
          <Field
            {...form.field('code')}
            label={text.code}
            placeholder={text.codePlaceholder}
            maxLength={40}
            autoComplete="off"
          />
          <Field
            {...form.field('semester')}
            label={text.semester}
            placeholder={text.semesterPlaceholder}
            maxLength={60}
            autoComplete="off"
          />
        </div>
        <FormError fault={form.fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {course ? common.save : text.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
