import type { PlanStep } from '../../../core/protocol.gen.ts';
import { uuid } from '../../../core/uuid.ts';

/** Lists of steps, before class and in it. */

export const MOST_STEPS = 50;
export const MOST_MINUTES = 480;
export const LONGEST_TITLE = 200;
export const LONGEST_NOTES = 2_000;

export function newStep(): PlanStep {
  return { id: uuid(), title: '', minutes: 10, kind: 'talk', settings: {}, notes: '' };
}

/** The same step once more, which goes its own way. */
export function copyOf(step: PlanStep, title: string): PlanStep {
  return { ...step, id: uuid(), title: title.slice(0, LONGEST_TITLE) };
}

/** With the item at `from` at `to`. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const order = [...items];
  const [item] = order.splice(from, 1);
  if (item !== undefined) order.splice(to, 0, item);
  return order;
}

/** With `item` right after the one at `at`. */
export function inserted<T>(items: readonly T[], at: number, item: T): T[] {
  return [...items.slice(0, at + 1), item, ...items.slice(at + 1)];
}

export function totalMinutes(steps: readonly Pick<PlanStep, 'minutes'>[]): number {
  return steps.reduce((total, { minutes }) => total + minutes, 0);
}

/** Minutes as they are typed; null while that is no length of a step. */
export function minutesOf(typed: string): number | null {
  const minutes = Number(typed);
  return /^\d{1,3}$/.test(typed.trim()) && minutes >= 1 && minutes <= MOST_MINUTES ? minutes : null;
}
