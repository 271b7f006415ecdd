import '../../../ui/css/plan.css';
import { useId, useState } from 'react';
import type { PlanStep } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Area } from '../questions/controls.tsx';
import { KINDS, kindName } from './kinds.ts';
import { LONGEST_NOTES, LONGEST_TITLE, minutesOf } from './steps.ts';

interface StepDialogProps {
  courseId: string;
  step: PlanStep;
  /** It is not in the plan yet. */
  isNew: boolean;
  /** It runs: what it has begun cannot be another. */
  running?: boolean;
  onSave: (step: PlanStep) => void;
  onClose: () => void;
}

/** One step: what it is called, how long it takes, what begins with it, and what only staff read. */
export function StepDialog({ courseId, step, isNew, running = false, onSave, onClose }: StepDialogProps) {
  const plan = useText('plan');
  const quiz = useText('quiz');
  const text = plan.step;
  const [title, setTitle] = useState(step.title);
  const [minutes, setMinutes] = useState(String(step.minutes));
  const [kind, setKind] = useState(step.kind);
  // What was set for a kind stays while others are looked at.
  const [settings, setSettings] = useState<Record<string, Record<string, unknown>>>({ [step.kind]: step.settings });
  const [notes, setNotes] = useState(step.notes);
  const [tried, setTried] = useState(false);
  const form = useId();
  const known = KINDS[kind];
  const own = {
    ...(settings[kind] ?? known?.initial()),
    ...(known?.titled === true && !running && { title: title.trim() }),
  };
  const length = minutesOf(minutes);
  const faults = {
    title: title.trim() === '' ? text.faults.title : null,
    minutes: length === null ? text.faults.minutes : null,
    settings: running || title.trim() === '' ? null : (known?.fault?.(own, plan, quiz) ?? null),
  };
  const save = () => {
    setTried(true);
    if (length === null || Object.values(faults).some((fault) => fault !== null)) return;
    onSave({ id: step.id, title: title.trim(), minutes: length, kind, settings: own, notes: notes.trim() });
  };
  const Form = known?.Form;
  return (
    <Dialog title={isNew ? text.new : text.edit} wide={kind === 'quiz'} onClose={onClose}>
      <div className="plan-form question-form">
        <form
          id={form}
          className="plan-form-head"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <Field
            label={text.title}
            value={title}
            maxLength={LONGEST_TITLE}
            autoComplete="off"
            autoFocus
            error={tried ? faults.title : null}
            onChange={({ target }) => setTitle(target.value)}
          />
          <Field
            label={text.minutes}
            value={minutes}
            inputMode="numeric"
            maxLength={3}
            autoComplete="off"
            error={tried ? faults.minutes : null}
            onChange={({ target }) => setMinutes(target.value)}
          />
        </form>
        {!running && (
          <fieldset className="field">
            <legend className="label">{text.kind}</legend>
            <div className="plan-kinds">
              {Object.entries(KINDS).map(([name, { icon }]) => (
                <button key={name} type="button" aria-pressed={name === kind} onClick={() => setKind(name)}>
                  <Icon name={icon} />
                  {kindName(name, plan)}
                </button>
              ))}
            </div>
            {plan.about[kind] !== undefined && <span className="help">{plan.about[kind]}</span>}
            {known === undefined && <span className="help">{plan.unknownKind}</span>}
          </fieldset>
        )}
        {Form !== undefined && !running && (
          <Form
            key={kind}
            courseId={courseId}
            settings={own}
            onChange={(next) => setSettings({ ...settings, [kind]: next })}
          />
        )}
        {tried && faults.settings !== null && (
          <p className="small t-danger" role="alert">
            {faults.settings}
          </p>
        )}
        <Area
          label={text.notes}
          help={text.notesHelp}
          rows={4}
          maxLength={LONGEST_NOTES}
          value={notes}
          onChange={setNotes}
        />
      </div>
      <div className="acts">
        <Button kind="quiet" onClick={onClose}>
          {text.cancel}
        </Button>
        <Button kind="primary" type="submit" form={form}>
          {isNew ? text.addIt : text.save}
        </Button>
      </div>
    </Dialog>
  );
}
