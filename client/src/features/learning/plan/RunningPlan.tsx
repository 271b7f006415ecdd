import { useState } from 'react';
import type { ArrangedStep, PlanRun, PlanStep, RunStep } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../../media/attempt.ts';
import { useRoomState } from '../../media/context.ts';
import { PHONE, useMedia } from '../../media/useMedia.ts';
import { Switch } from '../breakouts/fields.tsx';
import { Handle } from './Handle.tsx';
import { aboutStep } from './kinds.ts';
import { leadingOf, restOf } from './leading.ts';
import type { Plans } from './plans.ts';
import { currentStep, lasted, nextStep, outlook, withSkip, withStep, type Outlook } from './run.ts';
import { useSorting } from './sorting.ts';
import { StepDialog } from './StepDialog.tsx';
import { copyOf, inserted, MOST_STEPS, newStep } from './steps.ts';
import { useLaunchFault, useLead, useServerTime } from './useLead.ts';

interface RunProps {
  plans: Plans;
  run: PlanRun;
  /** Chooses another plan; null once the class goes through this one. */
  onOther: (() => void) | null;
}

type Open = { step: PlanStep; isNew: boolean; running: boolean } | null;

/** How the class goes through its plan: what is over with its real minutes, what runs, and what is to come as time allows. */
export function RunningPlan({ plans, run, onOther }: RunProps) {
  const all = useText('plan');
  const text = all.room;
  const lead = useLead(plans);
  const now = useServerTime();
  const phone = useMedia(PHONE);
  const courseId = useRoomState((state) => state.entered?.session.course_id ?? '');
  const [open, setOpen] = useState<Open>(null);
  const current = currentStep(run);
  const next = nextStep(run);
  const rest = restOf(run);
  const over = run.steps.filter(({ state }) => state === 'done');
  const steps = new Map(run.steps.map((each) => [each.step.id, each]));
  const arrange = (change: (rest: readonly ArrangedStep[]) => ArrangedStep[]) =>
    attempt(leadingOf(plans).arrange(change));
  const sorting = useSorting<ArrangedStep>({
    items: rest,
    idOf: ({ step }) => step.id,
    fixed: current === null ? 0 : 1,
    onMove: (order) => arrange(() => order),
    say: ({ step }, place) => all.step.movedTo(step.title, place, rest.length),
  });
  const remove = (step: PlanStep) => {
    const at = rest.findIndex((each) => each.step.id === step.id);
    const gone = rest[at];
    arrange((each) => each.filter((other) => other.step.id !== step.id));
    if (gone !== undefined)
      toast(all.step.removed(step.title), () => arrange((each) => inserted(each, Math.min(at, each.length) - 1, gone)));
  };
  const menu = ({ step, state }: RunStep, at: number): MenuItem[] => [
    ...(state === 'now'
      ? []
      : [
          {
            label: text.startThis,
            icon: 'play' as const,
            onSelect: () => lead.start(steps.get(step.id) ?? fresh(step)),
          },
        ]),
    {
      label: all.step.editIt,
      icon: 'pencil',
      onSelect: () => setOpen({ step, isNew: false, running: state === 'now' }),
    },
    ...(state === 'now' || run.steps.length >= MOST_STEPS
      ? []
      : [
          {
            label: all.step.copy,
            icon: 'copy' as const,
            onSelect: () =>
              arrange((each) =>
                inserted(each, at, { step: copyOf(step, all.step.copied(step.title)), skipped: false }),
              ),
          },
        ]),
    ...(state === 'now'
      ? []
      : [
          {
            label: state === 'skipped' ? text.unskip : text.skip,
            icon: 'corner-up-left' as const,
            onSelect: () => arrange((each) => withSkip(each, step.id, state !== 'skipped')),
          },
          { label: all.step.remove, icon: 'trash-2' as const, danger: true, onSelect: () => remove(step) },
        ]),
  ];
  const times = outlook(run, now);
  return (
    <>
      <div className="panel-body plan-panel scroll">
        <Head run={run} times={times} />
        {run.steps.length === 0 && <p className="small muted">{all.page.emptyText}</p>}
        {over.length > 0 && (
          <ol className="plan" aria-label={text.state.done}>
            {over.map((each) => (
              <Done key={each.step.id} step={each} onAgain={() => lead.start(each, false)} />
            ))}
          </ol>
        )}
        <ol className="plan" aria-label={text.list}>
          {sorting.order.map(({ step }, at) => {
            const own = steps.get(step.id) ?? fresh(step);
            return (
              <li
                key={step.id}
                data-state={own.state === 'waiting' ? undefined : own.state}
                data-dragged={sorting.dragged === step.id || undefined}
                aria-current={own.state === 'now' ? 'step' : undefined}
              >
                <span className="pip">{over.length + at + 1}</span>
                <span className="col">
                  <span className={own.state === 'now' ? 'strong plan-name' : 'plan-name'}>{step.title}</span>
                  <Sub step={own} />
                  {own.state === 'now' && <Now plans={plans} step={own} />}
                </span>
                <Minutes step={own} now={now} times={times} />
                <span className="row plan-row-acts">
                  {own.state !== 'now' && <Handle title={step.title} {...sorting.handle(step.id)} />}
                  <Menu
                    label={all.step.more(step.title)}
                    className="icon-btn icon-btn-sm"
                    floating
                    items={menu(own, at)}
                  >
                    <Icon name="ellipsis" />
                  </Menu>
                </span>
              </li>
            );
          })}
        </ol>
        {run.steps.length < MOST_STEPS && (
          <Button
            kind="quiet"
            icon="plus"
            className="plan-new"
            onClick={() => setOpen({ step: newStep(), isNew: true, running: false })}
          >
            {all.step.add}
          </Button>
        )}
        <Switch label={text.titles} on={run.titles_shown} onChange={(on) => attempt(leadingOf(plans).showTitles(on))} />
        {onOther !== null && (
          <Button kind="quiet" className="plan-new" onClick={onOther}>
            {text.other}
          </Button>
        )}
      </div>
      <footer className="panel-foot">
        {next !== null ? (
          // Where the strip is, the next step is the filled button there.
          <Button block kind={phone ? 'primary' : 'default'} busy={lead.busy} onClick={() => lead.start(next)}>
            {current === null ? text.start : text.nextStep}
          </Button>
        ) : current !== null ? (
          <Button block busy={lead.busy} onClick={() => lead.finish(current)}>
            {text.finish}
          </Button>
        ) : (
          <p className="small muted" role="status">
            {over.length > 0 && text.finished}
          </p>
        )}
      </footer>
      {open !== null && (
        <StepDialog
          courseId={courseId}
          {...open}
          onSave={(step) => {
            arrange((each) => withStep(each, step));
            setOpen(null);
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

/** When the class ends if the rest goes as it may now. */
function Head({ run, times }: { run: PlanRun; times: Outlook }) {
  const text = useText('plan').room;
  const format = useFormats();
  const late = Math.ceil(times.late / 60);
  const ends = format.time(new Date(times.ends));
  return (
    <div className="row">
      <h3 className="grow cut" title={run.title}>
        {run.title}
      </h3>
      <span className={late > 0 ? 'small num t-warn' : 'small num faint'}>
        {late > 0 ? text.late(ends, late) : text.ends(ends)}
      </span>
    </div>
  );
}

function Done({ step: own, onAgain }: { step: RunStep; onAgain: () => void }) {
  const all = useText('plan');
  const text = all.room;
  const { step, seconds } = own;
  const taken = Math.round(seconds / 60);
  return (
    <li data-state="done">
      <span className="pip">
        <Icon name="check" size={14} />
      </span>
      <span className="plan-name">{step.title}</span>
      <span className="min">{text.real(taken, step.minutes)}</span>
      <span className="row plan-row-acts">
        <Menu
          label={all.step.more(step.title)}
          className="icon-btn icon-btn-sm"
          floating
          items={[{ label: text.startAgain, icon: 'rotate-ccw', onSelect: onAgain }]}
        >
          <Icon name="ellipsis" />
        </Menu>
      </span>
    </li>
  );
}

function Sub({ step: { step, state } }: { step: RunStep }) {
  const text = useText('plan');
  const about = aboutStep(step.kind, step.settings, text);
  const parts = [about, step.notes === '' || state === 'now' ? null : text.step.hasNotes].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? null : <span className="small faint">{parts.join(' · ')}</span>;
}

/** The step that runs: its notes, and what could not begin with it. */
function Now({ plans, step }: { plans: Plans; step: RunStep }) {
  const text = useText('plan');
  const lead = useLead(plans);
  const fault = useLaunchFault(step);
  const unlaunched = step.launch === null && step.step.kind !== 'talk';
  return (
    <>
      {step.step.notes !== '' && (
        <p className="plan-notes" aria-label={text.step.notes}>
          {step.step.notes}
        </p>
      )}
      {step.launch?.state === 'pending' && <p className="small faint">{text.room.pending}</p>}
      {fault !== null && (
        <p className="small t-warn" role="alert">
          {fault}
        </p>
      )}
      {(fault !== null || unlaunched) && (
        <span className="row">
          <Button size="sm" icon="play" busy={lead.busy} onClick={() => lead.launch(step)}>
            {text.room.tryAgain}
          </Button>
        </span>
      )}
    </>
  );
}

/** Planned minutes; real ones beside them while a step runs, and what is left for one that has to be shorter. */
function Minutes({ step: own, now, times }: { step: RunStep; now: number; times: Outlook }) {
  const text = useText('plan').room;
  const { minutes } = own.step;
  if (own.state === 'skipped') return <span className="min">{text.skipped}</span>;
  if (own.state === 'now') {
    const taken = Math.floor(lasted(own, now) / 60);
    return (
      <span className="min" data-over={taken >= minutes || undefined}>
        {text.real(taken, minutes)}
      </span>
    );
  }
  const left = Math.round((times.allotted.get(own.step.id) ?? 0) / 60);
  return left < minutes ? (
    <span className="min" data-over>
      <span aria-hidden="true">{text.shorter(minutes, left)}</span>
      <span className="sr">{text.shorterAloud(minutes, left)}</span>
    </span>
  ) : (
    <span className="min">{text.planned(minutes)}</span>
  );
}

function fresh(step: PlanStep): RunStep {
  return { step, state: 'waiting', started_at: null, seconds: 0, launch: null };
}
