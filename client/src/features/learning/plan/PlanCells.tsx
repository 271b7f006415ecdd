import '../../../ui/css/plan.css';
import { useText } from '../../../i18n/index.ts';
import type { PlanRun, RunStep } from '../../../core/protocol.gen.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { currentStep, leftOf, nextStep, previousStep } from './run.ts';
import type { Plans } from './plans.ts';
import { useLaunchFault, useLaunchNews, useLead, useRun, useServerTime } from './useLead.ts';

const MORE_MINUTES = 5;

/** On the teacher's strip: which step this is and what comes next, and how much longer it lasts. */
export default function PlanCells({ plans }: { plans: Plans }) {
  const run = useRun(plans);
  useLaunchNews(plans);
  return run === null ? null : <Cells plans={plans} run={run} />;
}

function Cells({ plans, run }: { plans: Plans; run: PlanRun }) {
  const text = useText('plan').room;
  const lead = useLead(plans);
  const now = useServerTime();
  const current = currentStep(run);
  const next = nextStep(run);
  const fault = useLaunchFault(current);
  const place = current === null ? 0 : run.steps.indexOf(current) + 1;
  const mayGoBack = run.back_until !== null && now < Date.parse(run.back_until);
  if (run.steps.length === 0 || (current === null && next === null && !mayGoBack)) return null;
  const after = next === null ? text.last : text.next(next.step.title, next.step.minutes);
  return (
    <>
      <section className="plan-cell" aria-label={text.ready}>
        {(previousStep(run) !== null || mayGoBack) && (
          <IconButton small icon="chevron-left" label={text.previous} onClick={() => lead.goBack(run, now)} />
        )}
        <div className="col grow">
          <span className="k cut" title={after.replace(/^ · /, '')}>
            {current === null ? text.ready : text.strip(place, run.steps.length)}
            {current !== null && after}
          </span>
          <span className="v cut" title={current?.step.title ?? next?.step.title}>
            {current?.step.title ?? next?.step.title ?? text.finished}
          </span>
        </div>
        {fault !== null && current !== null ? (
          <Button kind="primary" icon="play" busy={lead.busy} title={fault} onClick={() => lead.launch(current)}>
            {text.tryAgain}
          </Button>
        ) : (
          <Onward lead={lead} current={current} next={next} />
        )}
      </section>
      {current !== null && (
        <section className="plan-cell" aria-label={text.left}>
          <TimeLeft step={current} now={now} />
          <Button
            size="sm"
            className="num"
            aria-label={text.longer(MORE_MINUTES)}
            busy={lead.busy}
            onClick={() => lead.lengthen(MORE_MINUTES)}
          >
            {text.longerShort(MORE_MINUTES)}
          </Button>
        </section>
      )}
    </>
  );
}

interface OnwardProps {
  lead: ReturnType<typeof useLead>;
  current: RunStep | null;
  next: RunStep | null;
}

/** The one next thing to do. */
function Onward({ lead, current, next }: OnwardProps) {
  const text = useText('plan').room;
  if (next !== null) {
    return (
      <Button kind="primary" busy={lead.busy} onClick={() => lead.start(next)}>
        {current === null ? text.start : text.nextStep}
      </Button>
    );
  }
  return current === null ? null : (
    <Button busy={lead.busy} onClick={() => lead.finish(current)}>
      {text.finish}
    </Button>
  );
}

/** `4:12`, and how far it has gone over once it has. */
function TimeLeft({ step, now }: { step: RunStep; now: number }) {
  const text = useText('plan').room;
  const left = leftOf(step, now);
  const over = left < 0;
  const time = minuteTime(Math.abs(left));
  return (
    <div className="col">
      <span className="k">{over ? text.over : text.left}</span>
      <time
        className="clock num strong"
        data-over={over || undefined}
        role="timer"
        aria-label={over ? text.overAloud(time) : text.leftAloud(time)}
      >
        {over ? `+${time}` : time}
      </time>
    </div>
  );
}

function minuteTime(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
