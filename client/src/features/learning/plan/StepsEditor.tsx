import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Plan } from '../../../core/api.gen.ts';
import type { PlanStep } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { State } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { Handle } from './Handle.tsx';
import { aboutStep, KINDS } from './kinds.ts';
import { useUses } from './queries.ts';
import { useSorting } from './sorting.ts';
import { StepDialog } from './StepDialog.tsx';
import { copyOf, inserted, MOST_STEPS, newStep } from './steps.ts';

interface StepsEditorProps {
  courseId: string;
  plan: Plan;
  /** The steps as they stand when an undo is pressed. */
  latest: () => readonly PlanStep[];
  onChange: (steps: PlanStep[]) => void;
}

/** The steps of a plan: made, moved, copied, changed, and taken away with a way back. */
export function StepsEditor({ courseId, plan, latest, onChange }: StepsEditorProps) {
  const all = useText('plan');
  const text = all.step;
  const { steps } = plan;
  const [search, setSearch] = useSearchParams();
  // An address may name the step that is to be changed.
  const [open, setOpen] = useState<{ step: PlanStep; isNew: boolean } | null>(() => {
    const step = steps.find(({ id }) => id === search.get('step'));
    return step === undefined ? null : { step, isNew: false };
  });
  const close = () => {
    setOpen(null);
    if (search.has('step')) setSearch({}, { replace: true });
  };
  const last = useUses(plan.id).data?.uses[0];
  const taken = new Map(last?.steps.map(({ id, seconds }) => [id, Math.max(1, Math.round(seconds / 60))]));
  const sorting = useSorting<PlanStep>({
    items: steps,
    idOf: ({ id }) => id,
    onMove: onChange,
    say: ({ title }, place) => text.movedTo(title, place, steps.length),
  });
  const save = (step: PlanStep) => {
    const known = steps.some(({ id }) => id === step.id);
    onChange(known ? steps.map((each) => (each.id === step.id ? step : each)) : [...steps, step]);
    close();
  };
  const remove = (step: PlanStep) => {
    const at = steps.findIndex(({ id }) => id === step.id);
    onChange(steps.filter(({ id }) => id !== step.id));
    // What was done since stays: the step comes back where it stood.
    toast(text.removed(step.title), () => onChange(inserted(latest(), at - 1, step)));
  };
  const add = (
    <Button
      kind={steps.length === 0 ? 'primary' : 'default'}
      icon="plus"
      disabled={steps.length >= MOST_STEPS}
      onClick={() => setOpen({ step: newStep(), isNew: true })}
    >
      {text.add}
    </Button>
  );
  return (
    <section className="sec sec-tight" aria-label={all.room.list}>
      {steps.length === 0 ? (
        <State ghost title={all.page.empty} actions={add}>
          {all.page.emptyText}
        </State>
      ) : (
        <>
          <ol className="card list plan-steps">
            {sorting.order.map((step, at) => (
              <li key={step.id} data-dragged={sorting.dragged === step.id || undefined}>
                <Handle title={step.title} {...sorting.handle(step.id)} />
                <span className="num faint plan-place">{at + 1}</span>
                <span className="muted">
                  <Icon name={KINDS[step.kind]?.icon ?? 'circle-help'} size={20} />
                </span>
                <div className="col grow">
                  <button
                    type="button"
                    className="medium cut link-plain"
                    title={step.title}
                    onClick={() => setOpen({ step, isNew: false })}
                  >
                    {step.title}
                  </button>
                  <Detail step={step} taken={taken.get(step.id)} />
                </div>
                <span className="num plan-min">{all.minutes(step.minutes)}</span>
                <Menu
                  label={text.more(step.title)}
                  items={[
                    { label: text.editIt, icon: 'pencil', onSelect: () => setOpen({ step, isNew: false }) },
                    {
                      label: text.copy,
                      icon: 'copy',
                      onSelect: () =>
                        steps.length < MOST_STEPS &&
                        onChange(inserted(steps, at, copyOf(step, text.copied(step.title)))),
                    },
                    { label: text.remove, icon: 'trash-2', danger: true, onSelect: () => remove(step) },
                  ]}
                >
                  <Icon name="ellipsis" size={20} />
                </Menu>
              </li>
            ))}
          </ol>
          <div className="row plan-add">{add}</div>
        </>
      )}
      {open !== null && <StepDialog courseId={courseId} {...open} onSave={save} onClose={close} />}
    </section>
  );
}

/** What begins with a step, how long it took the last time, and the first line of its notes. */
function Detail({ step, taken }: { step: PlanStep; taken: number | undefined }) {
  const text = useText('plan');
  const parts = [
    aboutStep(step.kind, step.settings, text),
    taken === undefined ? null : text.page.lastTime(taken),
    step.notes === '' ? null : step.notes.split('\n', 1)[0],
  ].filter((part) => part !== null && part !== '');
  return parts.length === 0 ? null : <span className="small faint cut">{parts.join(' · ')}</span>;
}
