import { useState } from 'react';
import type { Course, Session } from '../../core/types.ts';
import { useFormats, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field, SelectField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { toast } from '../../ui/toasts.ts';
import { useNow } from '../../ui/useNow.ts';
import { changeSession, createSession } from './api.ts';
import { dateInput, proposedStart, timeInput, timeOf } from './dates.ts';
import { useRefresh } from './queries.ts';

const LENGTHS = [30, 45, 50, 60, 75, 90, 100, 120, 150, 180, 240];

interface SessionDialogProps {
  course: Course;
  /** What to change; a new one is added without it. */
  session?: Session;
  onClose: () => void;
}

export function SessionDialog({ course, session, onClose }: SessionDialogProps) {
  const all = useText('courses');
  const text = all.session;
  const common = useText('common');
  const format = useFormats();
  const refresh = useRefresh();
  const now = useNow();
  const [start] = useState(() => (session ? new Date(session.scheduled_at) : proposedStart(now)));
  const fixed = session?.status === 'live' || session?.status === 'ended';
  const minutes = session?.duration_minutes ?? 90;
  const lengths = LENGTHS.includes(minutes) ? LENGTHS : [...LENGTHS, minutes].sort((one, other) => one - other);

  const form = useForm({
    ...(!session && { draft: `session.${course.id}` }),
    initial: { title: session?.title ?? '', date: dateInput(start), time: timeInput(start), minutes: String(minutes) },
    validate: ({ title, date, time }) => {
      const at = timeOf(date, time);
      const moved = session === undefined || at?.getTime() !== start.getTime();
      return {
        ...(!title.trim() && { title: common.required }),
        ...(at === null && { [date === '' ? 'date' : 'time']: common.required }),
        ...(at !== null && moved && at.getTime() < now.getTime() - 60_000 && { date: text.past }),
      };
    },
    send: async ({ title, date, time, minutes: length }) => {
      const at = timeOf(date, time) ?? start;
      const fields = { scheduled_at: at.toISOString(), duration_minutes: Number(length) };
      if (session) await changeSession(session, { title: title.trim(), ...(!fixed && fields) });
      else await createSession(course.id, { title: title.trim(), ...fields });
      await refresh.sessions();
      toast(session ? all.form.saved : text.added(format.moment(at)));
      onClose();
    },
    explain: () => all.form.refused,
  });

  return (
    <Dialog title={session ? text.editTitle : text.addTitle} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field
          {...form.field('title')}
          label={text.name}
          placeholder={text.namePlaceholder}
          maxLength={200}
          autoComplete="off"
          autoFocus
        />
        {fixed ? (
          <p className="note">{text.keepsTime}</p>
        ) : (
          <>
            <div className="field-row">
              <Field {...form.field('date')} label={text.date} type="date" />
              <Field {...form.field('time')} label={text.time} type="time" step={300} />
              <SelectField {...form.field('minutes')} label={text.duration}>
                {lengths.map((length) => (
                  <option key={length} value={length}>
                    {text.durations(length)}
                  </option>
                ))}
              </SelectField>
            </div>
            <p className="small faint">{text.zone(format.zone(start))}</p>
          </>
        )}
        <FormError fault={form.fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {session ? common.save : text.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
