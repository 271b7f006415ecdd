import type { ArrangedStep, PlanRun, PlanStep, RunStep } from '../../../core/protocol.gen.ts';
import { reflow } from './reflow.ts';

/** What a run comes to at a moment. Pure functions; `now` is the server's time in milliseconds. */

export function currentStep(run: PlanRun): RunStep | null {
  return run.steps.find(({ state }) => state === 'now') ?? null;
}

/** What comes next. */
export function nextStep(run: PlanRun): RunStep | null {
  return run.steps.find(({ state }) => state === 'waiting') ?? null;
}

/** The step that was done last, in the plan's order, before the one that runs. */
export function previousStep(run: PlanRun): RunStep | null {
  const current = run.steps.findIndex(({ state }) => state === 'now');
  const before = current < 0 ? run.steps : run.steps.slice(0, current);
  return before.findLast(({ state }) => state === 'done') ?? null;
}

/** How long a step has lasted, in seconds. */
export function lasted({ state, started_at, seconds }: RunStep, now: number): number {
  if (state !== 'now' || started_at === null) return seconds;
  return seconds + Math.max(0, (now - Date.parse(started_at)) / 1_000);
}

/** How much longer the step that runs is planned to last, in seconds; negative once it overruns. */
export function leftOf(step: RunStep, now: number): number {
  return step.step.minutes * 60 - lasted(step, now);
}

export interface Outlook {
  /** How long each step that waits may take, by id, in seconds. */
  allotted: ReadonlyMap<string, number>;
  /** When the last step ends then, in milliseconds. */
  ends: number;
  /** By how much that is after the session's end, in seconds; 0 where it is not. */
  late: number;
}

/** How the rest fits into what is left of the session. A step that overruns takes from those that follow. */
export function outlook(run: PlanRun, now: number): Outlook {
  const current = currentStep(run);
  const own = current === null ? 0 : Math.max(0, leftOf(current, now));
  const waiting = run.steps.filter(({ state }) => state === 'waiting');
  const end = Date.parse(run.ends_at);
  const times = reflow(
    waiting.map(({ step }) => step.minutes * 60),
    Math.max(0, (end - now) / 1_000 - own),
  );
  const ends = now + (own + times.reduce((total, seconds) => total + seconds, 0)) * 1_000;
  return {
    allotted: new Map(waiting.map(({ step }, at) => [step.id, times[at] ?? 0])),
    ends,
    late: Math.max(0, Math.round((ends - end) / 1_000)),
  };
}

/** The rest with a step changed, or anew at the end. */
export function withStep(rest: readonly ArrangedStep[], step: PlanStep): ArrangedStep[] {
  return rest.some((each) => each.step.id === step.id)
    ? rest.map((each) => (each.step.id === step.id ? { ...each, step } : each))
    : [...rest, { step, skipped: false }];
}

/** The rest with a step skipped, or not. */
export function withSkip(rest: readonly ArrangedStep[], id: string, skipped: boolean): ArrangedStep[] {
  return rest.map((each) => (each.step.id === id ? { ...each, skipped } : each));
}
