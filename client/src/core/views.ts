import type { Cancel, Timing } from './timing.ts';

/** A picture that a tile shows: whose, which of theirs, how large in device pixels, and how much it matters. */
export interface View {
  participant: string;
  /** `camera`, `screen`, or the name of something that comes by WHIP. */
  source: string;
  /** 0 × 0 as long as the tile is out of sight. */
  width: number;
  height: number;
  priority: number;
  /** A smooth picture before a large one: hands that sign are read by their movement. */
  keepRate: boolean;
}

/** How much a picture matters, 0–255. What is larger counts for more by itself, so these only order roles. */
export const PRIORITY = { tile: 50, speaker: 100, large: 120, pinned: 160, screen: 200, interpreter: 220 } as const;

/** Sizes are told in steps of this many pixels, so that dragging an edge does not ask all the time. */
const STEP = 32;
const SETTLING = 100;

/**
 * The tiles on the screen. Each says where it stands; once the screen has settled, `onChange` is told of all of them.
 * A page in the background keeps its places and sees nothing.
 */
export class Views {
  readonly #timing: Timing;
  readonly #onChange: () => void;
  readonly #views = new Map<object, View>();
  #hidden = false;
  #cancel: Cancel | null = null;

  constructor(timing: Timing, onChange: () => void) {
    this.#timing = timing;
    this.#onChange = onChange;
  }

  /** `tile` stands for the tile itself, whatever it shows; null when it goes. */
  set(tile: object, view: View | null): void {
    if (view === null) this.#views.delete(tile);
    else this.#views.set(tile, view);
    this.#changed();
  }

  hide(hidden: boolean): void {
    if (this.#hidden === hidden) return;
    this.#hidden = hidden;
    this.#changed();
  }

  /** One view for each picture: of two tiles that show the same, the larger one counts. */
  list(): View[] {
    const merged = new Map<string, View>();
    for (const view of this.#views.values()) {
      const key = `${view.participant} ${view.source}`;
      const other = merged.get(key);
      const { width, height } = this.#hidden ? { width: 0, height: 0 } : view;
      merged.set(key, {
        ...view,
        width: Math.max(stepped(width), other?.width ?? 0),
        height: Math.max(stepped(height), other?.height ?? 0),
        priority: Math.max(view.priority, other?.priority ?? 0),
        keepRate: view.keepRate || (other?.keepRate ?? false),
      });
    }
    return [...merged.values()];
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #changed(): void {
    this.#cancel ??= this.#timing.after(SETTLING, () => {
      this.#cancel = null;
      this.#onChange();
    });
  }
}

function stepped(pixels: number): number {
  return Math.ceil(pixels / STEP) * STEP;
}
