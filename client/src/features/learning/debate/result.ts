import type { DebateCounts, DebateFlow } from '../../../core/protocol.gen.ts';

export type Shown = keyof DebateCounts;
export const SHOWN: readonly Shown[] = ['for', 'against', 'undecided'];

/** The share of each view, 0 to 1. */
export function shares(counts: DebateCounts): Record<Shown, number> {
  const all = Math.max(1, counts.for + counts.against + counts.undecided);
  return { for: counts.for / all, against: counts.against / all, undecided: counts.undecided / all };
}

/** How many certainly changed their minds: those whose two groups have no view in common. Null where groups are joined, so
 * that it cannot be told. */
export function changed({ before, after, moves }: DebateFlow): { moved: number; all: number } | null {
  if ([...before, ...after].some((group) => group.length > 1)) return null;
  let moved = 0;
  let all = 0;
  moves.forEach((row, from) =>
    row.forEach((count, to) => {
      const now = after[to]?.[0];
      if (now === 'none') return;
      all += count;
      if (before[from]?.[0] !== now) moved += count;
    }),
  );
  return { moved, all };
}
