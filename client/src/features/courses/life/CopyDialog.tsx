import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Course } from '../../../core/types.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useRefresh } from '../queries.ts';
import { copyCourse } from './api.ts';

/** Makes a course for another term out of one, and goes there. */
export default function CopyDialog({ course, onClose }: { course: Course; onClose: () => void }) {
  const text = useText('courseTools').courseLife.dialog;
  const fields = useText('courses').form;
  const common = useText('common');
  const refresh = useRefresh();
  const [, navigate] = useLocation();
  const [withSessions, setWithSessions] = useState(false);
  const form = useForm({
    initial: { title: text.copyOf(course.title), code: course.code, semester: '', begins: '' },
    validate: ({ begins, ...values }) => ({
      ...Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) => (value.trim() ? [] : [[name, common.required]])),
      ),
      ...(withSessions && begins === '' && { begins: common.required }),
    }),
    send: async ({ title, code, semester, begins }) => {
      const made = await copyCourse(course.id, {
        title: title.trim(),
        code: code.trim(),
        semester: semester.trim(),
        begins: withSessions ? begins : null,
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      });
      await Promise.all([refresh.courses(), refresh.sessions()]);
      onClose();
      navigate(`/courses/${made.id}`);
      toast(text.made(made.title));
    },
    explain: () => fields.refused,
  });
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p className="muted">{text.text}</p>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field {...form.field('title')} label={fields.name} maxLength={200} autoComplete="off" />
        <div className="field-row">
          <Field {...form.field('code')} label={fields.code} maxLength={40} autoComplete="off" />
          <Field
            {...form.field('semester')}
            label={fields.semester}
            placeholder={fields.semesterPlaceholder}
            maxLength={60}
            autoComplete="off"
            autoFocus
          />
        </div>
        <label className="row">
          <input type="checkbox" checked={withSessions} onChange={({ target }) => setWithSessions(target.checked)} />
          <span className="col">
            <span className="medium">{text.sessions}</span>
            <span className="small faint">{text.sessionsHelp}</span>
          </span>
        </label>
        {withSessions && <Field {...form.field('begins')} label={text.begins} help={text.beginsHelp} type="date" />}
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
