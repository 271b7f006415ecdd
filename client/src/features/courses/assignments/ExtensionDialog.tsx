import type { Assignment, StudentWork } from '../../../core/api.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { dateInput, timeInput, timeOf } from '../dates.ts';
import { extend, takeExtension } from './api.ts';
import { useRefreshAssignments } from './queries.ts';

const DAY_MS = 24 * 3_600_000;

/** Gives one person until later. */
export function ExtensionDialog(props: { assignment: Assignment; work: StudentWork; onClose: () => void }) {
  const { assignment, work, onClose } = props;
  const text = useText('assignments').extend;
  const common = useText('common');
  const format = useFormats();
  const refresh = useRefreshAssignments(assignment.course_id);
  const due = new Date(assignment.due_at);
  const given = work.extension === null ? new Date(due.getTime() + DAY_MS) : new Date(work.extension.until);
  const form = useForm({
    initial: { date: dateInput(given), time: timeInput(given), why: work.extension?.why ?? '' },
    validate: ({ date, time }) => {
      const until = timeOf(date, time);
      return until === null || until <= due ? { date: text.fault(format.moment(due)) } : {};
    },
    send: async ({ date, time, why }) => {
      const until = (timeOf(date, time) ?? given).toISOString();
      await extend(assignment, work.user_id, { until, why });
      await refresh();
      onClose();
    },
    explain: () => text.fault(format.moment(due)),
  });
  const take = async () => {
    await takeExtension(assignment, work.user_id);
    await refresh();
    onClose();
  };
  return (
    <Dialog title={text.title(work.name)} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <div className="field-row">
          <Field {...form.field('date')} label={text.date} type="date" />
          <Field {...form.field('time')} label={text.time} type="time" help={format.zone(given)} />
        </div>
        <Field {...form.field('why')} label={text.why} maxLength={1000} autoComplete="off" />
        <FormError fault={form.fault} />
        <div className="acts">
          {work.extension !== null && (
            <Button kind="quiet" onClick={() => void take()}>
              {text.take}
            </Button>
          )}
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {text.act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
