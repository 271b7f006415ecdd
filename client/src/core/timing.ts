/** Time as the core sees it; tests put a clock of their own in its place. */
export interface Timing {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** 0 ≤ n < 1. */
  random: () => number;
  after: (milliseconds: number, run: () => void) => Cancel;
}

export type Cancel = () => void;

export const browserTiming: Timing = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
