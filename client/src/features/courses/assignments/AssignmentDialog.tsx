import { useState } from 'react';
import type { Assignment, PolicyChange } from '../../../core/api.gen.ts';
import { useErrorText, useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field, SelectField, TextField } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { toast } from '../../../ui/toasts.ts';
import { dateInput, timeInput, timeOf } from '../dates.ts';
import { changeAssignment, createAssignment, previewPolicy, shown } from './api.ts';
import { isPoints, linesOf, NO_DEDUCTION, policyOf, rubricOf } from './policy.ts';
import { useRefreshAssignments } from './queries.ts';

interface Props {
  courseId: string;
  /** What to change; a new one is set without it. */
  assignment?: Assignment;
  onClose: () => void;
}

const WEEK_MS = 7 * 24 * 3_600_000;

export function AssignmentDialog({ courseId, assignment, onClose }: Props) {
  const text = useText('assignments');
  const common = useText('common');
  const format = useFormats();
  const describe = useErrorText();
  const refresh = useRefreshAssignments(courseId);
  const [changes, setChanges] = useState<readonly PolicyChange[] | null>(null);
  const [due] = useState(() => new Date(assignment?.due_at ?? new Date().setHours(18, 0, 0, 0) + WEEK_MS));
  const before = assignment?.late_policy ?? NO_DEDUCTION;
  const accepts =
    !assignment || (assignment.accepts_text && assignment.max_files > 0)
      ? 'both'
      : assignment.accepts_text
        ? 'text'
        : 'files';
  const form = useForm({
    ...(!assignment && { draft: `assignment.${courseId}` }),
    initial: {
      title: assignment?.title ?? '',
      instructions: assignment?.instructions ?? '',
      date: dateInput(due),
      time: timeInput(due),
      points: assignment?.points ?? '100',
      rubric: linesOf(assignment?.rubric ?? []),
      accepts,
      attempts: String(assignment?.max_attempts ?? ''),
      percent: before.percent,
      lastDay: String(before.last_day ?? ''),
      published: (assignment?.published ?? true) ? 'yes' : 'no',
    },
    validate: (values) => ({
      ...(!values.title.trim() && { title: common.required }),
      ...(timeOf(values.date, values.time) === null && { date: common.required }),
      ...(!isPoints(values.points) && { points: text.form.pointsFault }),
      ...(rubricOf(values.rubric) === null && { rubric: text.form.rubricFault }),
      ...(!/^\d{0,3}$/.test(values.attempts.trim()) && { attempts: text.form.numberFault }),
      ...(!(isPoints(values.percent) && Number(values.percent) <= 100) && { percent: text.form.percentFault }),
      ...(!/^\d{0,3}$/.test(values.lastDay.trim()) && { lastDay: text.form.numberFault }),
    }),
    send: async (values) => {
      const fields = {
        title: values.title.trim(),
        instructions: values.instructions,
        due_at: (timeOf(values.date, values.time) ?? due).toISOString(),
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        points: values.points.trim(),
        rubric: rubricOf(values.rubric) ?? [],
        accepts_text: values.accepts !== 'files',
        max_files: values.accepts === 'text' ? 0 : 5,
        max_attempts: values.attempts.trim() === '' ? null : Number(values.attempts),
        late_policy: { ...policyOf(before, values.percent, values.lastDay), suspended: false },
        published: values.published === 'yes',
      };
      if (assignment) await changeAssignment(assignment, fields);
      else await createAssignment(courseId, { ...fields, opens_at: null });
      await refresh();
      onClose();
    },
    explain: () => text.form.refused,
  });
  const preview = () => {
    if (!assignment) return;
    previewPolicy(assignment, policyOf(before, form.values.percent, form.values.lastDay))
      .then(setChanges)
      .catch((fault: unknown) => {
        const { what, rest } = describe(fault);
        toast(`${what} ${rest}`);
      });
  };
  const wrong = rubricOf(form.values.rubric) === null;
  const value = (change: PolicyChange['score_before']) => (change === null ? '–' : shown(change));
  return (
    <Dialog title={assignment ? text.form.edit : text.make} wide onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field {...form.field('title')} label={text.form.title} maxLength={200} autoComplete="off" autoFocus />
        <TextField
          label={text.form.instructions}
          rows={4}
          maxLength={50_000}
          value={form.values.instructions}
          onChange={({ target }) => form.set('instructions', target.value)}
        />
        <div className="field-row">
          <Field {...form.field('date')} label={text.form.date} type="date" />
          <Field {...form.field('time')} label={text.form.time} type="time" help={format.zone(due)} />
          <SelectField {...form.field('published')} label={text.form.published}>
            <option value="yes">{text.form.everybody}</option>
            <option value="no">{text.form.staff}</option>
          </SelectField>
        </div>
        <div className="field-row">
          <SelectField {...form.field('accepts')} label={text.form.accepts}>
            <option value="both">{text.form.both}</option>
            <option value="text">{text.form.text}</option>
            <option value="files">{text.form.files}</option>
          </SelectField>
          <Field
            {...form.field('attempts')}
            label={text.form.attempts}
            inputMode="numeric"
            help={text.form.attemptsHelp}
          />
          <Field {...form.field('points')} label={text.form.points} inputMode="decimal" />
        </div>
        <TextField
          label={text.form.rubric}
          rows={3}
          help={text.form.rubricHelp}
          error={wrong ? text.form.rubricFault : null}
          value={form.values.rubric}
          onChange={({ target }) => form.set('rubric', target.value)}
        />
        <div className="field-row">
          <Field {...form.field('percent')} label={text.form.percent} inputMode="decimal" />
          <Field
            {...form.field('lastDay')}
            label={text.form.lastDay}
            inputMode="numeric"
            help={text.form.lastDayHelp}
          />
        </div>
        {before.suspended && <p className="note">{text.form.suspended}</p>}
        {assignment && (
          <div className="col gap-2">
            <span>
              <Button size="sm" onClick={preview}>
                {text.form.preview}
              </Button>
            </span>
            {changes?.length === 0 && <p className="small muted">{text.form.noChange}</p>}
            {changes !== null && changes.length > 0 && (
              <ul className="small" aria-label={text.form.preview}>
                {changes.map((change) => (
                  <li key={change.user_id}>
                    {change.name}: {value(change.score_before)} → {value(change.score_after)}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
        <FormError fault={form.fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {assignment ? common.save : text.form.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
