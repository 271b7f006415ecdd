/** What of a plan is still to come, as far as time goes. Times are in seconds. */

/** No step is made shorter than this, or than it was planned. */
export const SHORTEST = 120;

/** How long each step may take, in their order, so that all end in `time`: as planned where there is time enough, else
 * shorter in proportion, none below its shortest. Where even that is too long they stay at their shortest, and end late. */
export function reflow(planned: readonly number[], time: number): number[] {
  const floors = planned.map((seconds) => Math.min(seconds, SHORTEST));
  const total = sum(planned);
  if (total <= time) return [...planned];
  if (sum(floors) >= time) return floors;
  // Whoever would fall below the shortest is held there, and the others share what is left: again, until none falls.
  const held = new Set<number>();
  for (;;) {
    const free = planned.flatMap((_, at) => (held.has(at) ? [] : [at]));
    const left = time - sum([...held].map((at) => floors[at] ?? 0));
    const share = left / sum(free.map((at) => planned[at] ?? 0));
    const falling = free.filter((at) => (planned[at] ?? 0) * share < (floors[at] ?? 0));
    if (falling.length === 0) return whole(planned, floors, held, share, time);
    for (const at of falling) held.add(at);
  }
}

/** In whole seconds, whose sum is `time` less what a second cannot divide. */
function whole(
  planned: readonly number[],
  floors: readonly number[],
  held: ReadonlySet<number>,
  share: number,
  time: number,
): number[] {
  const shares = planned.map((seconds, at) => (held.has(at) ? (floors[at] ?? 0) : Math.floor(seconds * share)));
  let over = Math.floor(time) - sum(shares);
  return shares.map((seconds, at) => {
    if (over <= 0 || held.has(at)) return seconds;
    over -= 1;
    return seconds + 1;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
