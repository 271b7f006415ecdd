import type { QuestionSummary } from '../../../core/api.gen.ts';

/** Points as people write them: without zeros that say nothing. */
export const points = (value: string): string => String(Number(value));

/** A question of the bank that a new quiz is to ask, and its points as they are typed. */
export interface Chosen {
  question: Pick<QuestionSummary, 'id' | 'text'>;
  points: string;
}

/** Whether what was typed is points: up to 1,000, in hundredths. */
export const arePoints = (typed: string): boolean =>
  /^\d{1,4}(\.\d{1,2})?$/.test(typed.trim()) && Number(typed) > 0 && Number(typed) <= 1000;

/** Of one attempt, drawn questions among them; null while something typed is no number. */
export function totalPoints(chosen: readonly Chosen[], drawn: string, drawnPoints: string): string | null {
  const count = drawn.trim() === '' ? 0 : Number(drawn);
  const all = [...chosen.map((each) => each.points), ...(count === 0 ? [] : [drawnPoints])];
  if (!Number.isInteger(count) || count < 0 || all.length === 0 || !all.every(arePoints)) return null;
  // In hundredths, as they are: sums of fractions are off by a little.
  const hundredths = (typed: string) => Math.round(Number(typed) * 100);
  const sum = chosen.reduce((total, each) => total + hundredths(each.points), 0);
  return points(String((sum + (count === 0 ? 0 : count * hundredths(drawnPoints))) / 100));
}
