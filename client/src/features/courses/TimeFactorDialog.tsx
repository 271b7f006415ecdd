import { useState, type SubmitEvent } from 'react';
import type { Course, Enrollment } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { toast } from '../../ui/toasts.ts';
import { setTimeFactor } from './accommodations.ts';
import { useRefresh } from './queries.ts';

const USUAL = ['1', '1.25', '1.5', '2'] as const;
const MOST = 5;
const EXAMPLE_MINUTES = 40;

interface TimeFactorDialogProps {
  course: Course;
  person: Enrollment;
  /** What is given now; 1 is nothing. */
  factor: number;
  onClose: () => void;
}

/** Gives somebody more time in every timed thing of a course, once and for all. */
export function TimeFactorDialog({ course, person, factor, onClose }: TimeFactorDialogProps) {
  const text = useText('courses').timeFactor;
  const common = useText('common');
  const refresh = useRefresh();
  const [value, setValue] = useState(String(factor));
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const number = Number(value);
  const fits = /^\d(\.\d{1,2})?$/.test(value.trim()) && number >= 1 && number <= MOST;

  const save = async () => {
    setBusy(true);
    setFault(null);
    try {
      await setTimeFactor(course.id, person.user_id, value.trim());
      await refresh.courses();
      toast(number === 1 ? text.taken(person.name) : text.given(person.name, value.trim()));
      onClose();
    } catch (thrown) {
      setFault(thrown);
      setBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (fits && !busy) void save();
  };
  return (
    <Dialog title={text.title} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={onSubmit}>
        <p className="muted">{text.text(person.name)}</p>
        <Segments
          label={text.usual}
          value={value}
          options={USUAL.map((each) => ({ value: each, label: each === '1' ? text.none : text.times(each) }))}
          onChange={setValue}
        />
        <Field
          label={text.factor}
          help={fits ? text.example(EXAMPLE_MINUTES, Math.round(EXAMPLE_MINUTES * number * 100) / 100) : undefined}
          error={fits ? null : text.fault}
          value={value}
          inputMode="decimal"
          maxLength={4}
          autoComplete="off"
          autoFocus
          onChange={({ target }) => setValue(target.value)}
        />
        <FormError fault={fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={busy} disabled={!fits}>
            {common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
