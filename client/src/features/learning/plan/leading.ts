import type { ArrangedStep, PlanRun, RunStep } from '../../../core/protocol.gen.ts';
import type { Plans } from './plans.ts';

/** What staff do with a room's plan. */
export class Leading {
  readonly #plans: Plans;
  #version = 0;
  #arranging: Promise<unknown> = Promise.resolve();

  constructor(plans: Plans) {
    this.#plans = plans;
  }

  async use(plan: string): Promise<void> {
    await this.#plans.room.socket.request<'plan:use'>({ type: 'plan:use', plan });
  }

  /** Begins a step; the version of the run from then on. */
  async start(step: string, launch = true): Promise<number> {
    return (await this.#plans.room.socket.request<'plan:start'>({ type: 'plan:start', step, launch })).version;
  }

  async launch(step: string): Promise<void> {
    await this.#plans.room.socket.request<'plan:launch'>({ type: 'plan:launch', step });
  }

  async back(version: number): Promise<void> {
    await this.#plans.room.socket.request<'plan:back'>({ type: 'plan:back', version });
  }

  async finish(step: string): Promise<void> {
    await this.#plans.room.socket.request<'plan:finish'>({ type: 'plan:finish', step });
  }

  /** Puts what is not over in order. It stands so at once; one change is sent after another, each as of the one before, and
   * where somebody else was faster all is as they left it. */
  async arrange(change: (rest: readonly ArrangedStep[]) => ArrangedStep[]): Promise<void> {
    const { run } = this.#plans.store.getState();
    if (run === null) return;
    const steps = change(restOf(run));
    this.#plans.store.setState({ run: { ...run, steps: arranged(run, steps) } });
    const sent = this.#arranging.then(async () => {
      const { socket } = this.#plans.room;
      const done = await socket.request<'plan:arrange'>({
        type: 'plan:arrange',
        version: Math.max(this.#version, this.#plans.told?.version ?? 0),
        steps,
      });
      this.#version = Math.max(this.#version, done.version);
    });
    this.#arranging = sent;
    try {
      await sent;
    } catch (fault) {
      this.#arranging = Promise.resolve();
      this.#plans.store.setState({ run: this.#plans.told });
      throw fault;
    }
  }

  async showTitles(on: boolean): Promise<void> {
    await this.#plans.room.socket.request<'plan:titles'>({ type: 'plan:titles', on });
  }
}

const known = new WeakMap<Plans, Leading>();

/** The one of this plan: what is arranged goes out in order, wherever on the page it was done. */
export function leadingOf(plans: Plans): Leading {
  const leading = known.get(plans) ?? new Leading(plans);
  known.set(plans, leading);
  return leading;
}

/** Everything that is not over, as it is arranged: the step that runs first. */
export function restOf(run: PlanRun): ArrangedStep[] {
  return run.steps.flatMap(({ step, state }) => (state === 'done' ? [] : [{ step, skipped: state === 'skipped' }]));
}

/** The steps of a run once the rest stands so. */
export function arranged(run: PlanRun, rest: readonly ArrangedStep[]): RunStep[] {
  const known = new Map(run.steps.map((each) => [each.step.id, each]));
  return [
    ...run.steps.filter(({ state }) => state === 'done'),
    ...rest.map(({ step, skipped }): RunStep => {
      const before = known.get(step.id);
      const state = before?.state === 'now' ? 'now' : skipped ? 'skipped' : 'waiting';
      return { started_at: null, seconds: 0, launch: null, ...before, step, state };
    }),
  ];
}
