/** Some letters of a text are replaced by others: what one does to a text at a time. */
export interface Splice {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

/**
 * What makes `after` of `before`, as little as can be; null where they are alike. Letters that are typed beside their like
 * may stand in several places: `caret`, where the writing ended, says in which.
 */
export function spliceOf(before: string, after: string, caret = after.length): Splice | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  // What stands behind the caret was not written now.
  const behind = Math.min(after.length - caret, shorter);
  let tail = 0;
  while (tail < behind && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  let at = 0;
  while (at < shorter - tail && before[at] === after[at]) at += 1;
  while (tail < shorter - at && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  // No half of a surrogate pair is written alone.
  if (at > 0 && isHigh(before, at - 1)) at -= 1;
  if (tail > 0 && isLow(before, before.length - tail)) tail -= 1;
  return { at, removed: before.length - tail - at, inserted: after.slice(at, after.length - tail) };
}

/** Where a place in the text is after a change by another: what comes in at the very place comes behind it. */
export function moved(place: number, { at, removed, inserted }: Splice): number {
  if (place <= at) return place;
  return place < at + removed ? at + Math.min(inserted.length, place - at) : place - removed + inserted.length;
}

function isHigh(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code < 0xdc00;
}

function isLow(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code < 0xe000;
}
