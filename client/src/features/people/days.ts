/** The first instant of a day written as YYYY-MM-DD, in the reader's zone; null for what is no day. */
export function startOf(day: string | null): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '');
  if (match === null) return null;
  const [year, month, date] = match.slice(1).map(Number) as [number, number, number];
  const start = new Date(year, month - 1, date);
  return start.getMonth() === month - 1 && year >= 1970 ? start : null;
}

/** The first instant of the day after. */
export function dayAfter(day: string | null): Date | null {
  const start = startOf(day);
  return start && new Date(start.getFullYear(), start.getMonth(), start.getDate() + 1);
}
