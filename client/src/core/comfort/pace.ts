/** How large and how often a picture is painted; the first as good as the camera gives it, up to 720p. */
export interface Step {
  fps: number;
  height: number;
}

export type Verdict = 'fine' | 'lower' | 'stop';

const STEPS: readonly [Step, ...Step[]] = [
  { fps: 30, height: 720 },
  { fps: 15, height: 360 },
];
/** Of the time until the next frame; the encoder and the rest of the page want some, too. */
const SHARE = 0.7;
/** The median is of what was painted within this time, in milliseconds. */
const WINDOW = 3_000;
/** It has to be too slow for this long. The first frames are always slow: code is compiled, memory is asked for. */
const PATIENCE = 4_000;
const FEW = 5;
/** Frames come a little early or late. */
const SLACK = 0.75;

/** Judges from the time that each frame takes whether this device keeps up. Times in milliseconds. */
export class Pace {
  readonly #fps: number;
  #step = 0;
  #painted: { at: number; took: number }[] = [];
  #late: number | null = null;
  #last = -Infinity;

  /** `fps`: as many as the camera gives. */
  constructor(fps: number) {
    this.#fps = fps;
  }

  get step(): Step {
    return STEPS[this.#step] ?? STEPS[0];
  }

  /** Whether a frame of this time is to be painted. */
  due(at: number): boolean {
    // A camera that was changed may begin to count anew.
    if (at >= this.#last && at - this.#last < (1_000 / this.step.fps) * SLACK) return false;
    this.#last = at;
    return true;
  }

  /** A frame has taken so long, and is done `now`. `lower`: the next are to be as `step` now says. */
  took(took: number, now: number): Verdict {
    this.#painted.push({ at: now, took });
    while ((this.#painted[0]?.at ?? now) < now - WINDOW) this.#painted.shift();
    if (this.#painted.length < FEW || this.#median() <= this.#share()) {
      this.#late = null;
      return 'fine';
    }
    this.#late ??= now;
    if (now - this.#late < PATIENCE) return 'fine';
    if (this.#step === STEPS.length - 1) return 'stop';
    this.#step += 1;
    this.#painted = [];
    this.#late = null;
    return 'lower';
  }

  #share(): number {
    return (1_000 / Math.min(this.#fps, this.step.fps)) * SHARE;
  }

  #median(): number {
    const sorted = this.#painted.map(({ took }) => took).sort((one, other) => one - other);
    return sorted[sorted.length >> 1] ?? 0;
  }
}
