/** Codes that say "not just now": the same again does later, and with its id it does no harm. */
const PASSING: ReadonlySet<string> = new Set([
  'not_stored',
  'unavailable',
  'database_unavailable',
  'rate_limited',
  'room_moved',
]);

/** Whether a request that failed so is to be repeated rather than given up. */
export function isPassing(code: string): boolean {
  return PASSING.has(code);
}
