import type { Timing } from '../../src/core/timing.ts';

/** A clock that stands still until it is told to go on. */
export class ManualTiming implements Timing {
  #now = Date.parse('2026-11-24T05:00:00Z');
  #timers: { at: number; run: () => void }[] = [];

  readonly now = () => this.#now;
  /** The shortest jitter. */
  readonly random = () => 0;
  readonly after = (milliseconds: number, run: () => void) => {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Runs what falls due in the next `milliseconds`, in order. Promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await settled();
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}

/** Lets everything that waits for a promise run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
