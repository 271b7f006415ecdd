/** Between the values of date and time fields, which are in this device's zone, and moments. */

const two = (value: number) => String(value).padStart(2, '0');

export const dateInput = (value: Date): string =>
  `${value.getFullYear()}-${two(value.getMonth() + 1)}-${two(value.getDate())}`;

export const timeInput = (value: Date): string => `${two(value.getHours())}:${two(value.getMinutes())}`;

/** Null while one of the fields is empty or not a date. */
export function timeOf(date: string, time: string): Date | null {
  const value = new Date(`${date}T${time}`);
  return Number.isNaN(value.getTime()) ? null : value;
}

/** The next full hour. */
export function proposedStart(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours() + 1);
}
