import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { PlanRun, RunStep } from '../../../core/protocol.gen.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { RequestError } from '../../../core/socket.ts';
import { dismiss, toast } from '../../../ui/toasts.ts';
import { useNow } from '../../../ui/useNow.ts';
import { attempt } from '../../media/attempt.ts';
import { useRoomState } from '../../media/context.ts';
import { useAct } from '../../media/useAct.ts';
import { leadingOf } from './leading.ts';
import type { Plans } from './plans.ts';
import { currentStep, previousStep } from './run.ts';

/** The run, if there is one. */
export function useRun(plans: Plans): PlanRun | null {
  return useStore(plans.store, ({ run }) => run);
}

/** The server's time in milliseconds, told again each second. */
export function useServerTime(): number {
  const offset = useRoomState((state) => state.entered?.clockOffset ?? 0);
  return useNow(1_000).getTime() + offset;
}

/** The latest start that was told: an earlier one cannot be taken back any more. */
let told: number | null = null;

/** What staff do with the steps. A start can be taken back from where it is told. */
export function useLead(plans: Plans) {
  const text = useText('plan').room;
  const { busy, run } = useAct();
  const start = ({ step }: RunStep, launch = true) =>
    run(async () => {
      const version = await leadingOf(plans).start(step.id, launch);
      if (told !== null) dismiss(told);
      told = toast(text.began(step.title), () => attempt(leadingOf(plans).back(version)));
    });
  return {
    busy,
    start,
    finish: ({ step }: RunStep) => run(() => leadingOf(plans).finish(step.id)),
    launch: ({ step }: RunStep) => run(() => leadingOf(plans).launch(step.id)),
    /** The latest start is taken back as long as it can be; later the step before is begun again, without what was
     * prepared for it. */
    goBack: (plan: PlanRun, now: number) => {
      const before = previousStep(plan);
      if (plan.back_until !== null && now < Date.parse(plan.back_until)) run(() => leadingOf(plans).back(plan.version));
      else if (before !== null) start(before, false);
    },
    /** More minutes for the step that runs. */
    lengthen: (minutes: number) =>
      run(() =>
        leadingOf(plans).arrange((rest) =>
          rest.map((each, at) =>
            at === 0 ? { ...each, step: { ...each.step, minutes: each.step.minutes + minutes } } : each,
          ),
        ),
      ),
  };
}

/** Why what is prepared for a step did not begin, in the reader's words. */
export function useLaunchFault(step: RunStep | null): string | null {
  const text = useText('plan').room;
  const describe = useErrorText();
  if (step?.launch?.state !== 'failed') return null;
  return text.failed(describe(new RequestError(step.launch.code, '')).what);
}

/** Says it in passing when what is prepared did not begin, once. */
export function useLaunchNews(plans: Plans): void {
  const run = useRun(plans);
  const step = run === null ? null : currentStep(run);
  const fault = useLaunchFault(step);
  const key = fault === null || step === null ? null : `${step.step.id} ${step.launch?.at ?? ''}`;
  // What had failed before one came in is on the strip.
  const told = useRef(key);
  useEffect(() => {
    if (fault !== null && key !== told.current) toast(fault);
    told.current = key;
  }, [fault, key]);
}
