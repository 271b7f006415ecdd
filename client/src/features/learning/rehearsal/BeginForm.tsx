import type { Plan, Rehearsal } from '../../../core/api.gen.ts';
import { ApiError } from '../../../core/api.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Field } from '../../../ui/Field.tsx';
import { useForm } from '../../../ui/form.ts';
import { FormError } from '../../../ui/FormError.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { totalMinutes } from '../plan/steps.ts';
import { beginRehearsal } from './api.ts';
import { FEWEST, MOST, MOST_SEED, wholeOf } from './report.ts';

/** What a form begins with; a class that is to be as another was has its number. */
export interface Chosen {
  students: number;
  speed?: number;
  seed?: number;
}

interface BeginFormProps {
  plan: Plan;
  chosen: Chosen;
  onBegun: (begun: Rehearsal) => void;
  /** Somebody else may have begun one. */
  reload: () => void;
}

export function BeginForm({ plan, chosen, onBegun, reload }: BeginFormProps) {
  const all = useText('plan').rehearsal;
  const text = all.form;
  const form = useForm({
    initial: {
      students: String(chosen.students),
      speed: String(chosen.speed ?? 10),
      seed: chosen.seed === undefined ? '' : String(chosen.seed),
    },
    validate: ({ students, seed }) => ({
      ...(wholeOf(students, FEWEST, MOST) === null && { students: text.studentsFault(FEWEST, MOST) }),
      ...(seed.trim() !== '' && wholeOf(seed, 0, MOST_SEED) === null && { seed: text.seedFault }),
    }),
    send: async ({ students, speed, seed }) => {
      try {
        const fields = {
          students: Number(students),
          speed: speed === '1' ? (1 as const) : (10 as const),
          seed: seed.trim() === '' ? null : Number(seed),
        };
        onBegun(await beginRehearsal(plan.id, fields));
      } catch (fault) {
        if (fault instanceof ApiError && fault.code === 'rehearsal_running') reload();
        throw fault;
      }
    },
    // What is to be as another class was is no draft.
    ...(chosen.seed === undefined && { draft: `rehearsal.${plan.id}` }),
  });
  const speed = form.values.speed === '1' ? 1 : 10;
  return (
    <section className="card card-pad rehearsal-form" aria-label={text.label}>
      <p className="muted">{all.about}</p>
      <form className="col gap-3" noValidate onSubmit={form.onSubmit}>
        <Field
          label={text.students}
          help={text.studentsHelp(FEWEST, MOST)}
          inputMode="numeric"
          autoComplete="off"
          maxLength={3}
          {...form.field('students')}
        />
        <div className="field">
          <span className="label">{text.speed}</span>
          <Segments
            label={text.speed}
            value={String(speed)}
            options={[
              { value: '10', label: all.speeds[10] },
              { value: '1', label: all.speeds[1] },
            ]}
            onChange={(value) => form.set('speed', value)}
          />
          <span className="help num">{text.lasts(Math.ceil(totalMinutes(plan.steps) / speed))}</span>
        </div>
        <Field
          label={text.seed}
          help={text.seedHelp}
          inputMode="numeric"
          autoComplete="off"
          maxLength={10}
          {...form.field('seed')}
        />
        <FormError fault={form.fault} />
        <div className="row">
          <Button kind="primary" type="submit" icon="play" busy={form.busy}>
            {text.begin}
          </Button>
        </div>
      </form>
    </section>
  );
}
