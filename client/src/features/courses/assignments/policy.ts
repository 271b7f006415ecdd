import type { LatePolicy, RubricCriterion } from '../../../core/api.gen.ts';

/** Late policies and rubrics between what people type and what the server takes. */

export const NO_DEDUCTION: LatePolicy = {
  percent: '0',
  unit: 'day',
  counting: 'started',
  of: 'possible',
  grace_minutes: 0,
  floor_percent: '0',
  last_day: null,
  submission: 'last',
  missing_zero: 'never',
  outage_hours: 24,
  suspended: false,
};

/** `percent` of what is possible for each day, up to `lastDay` days after the deadline. */
export function policyOf(before: LatePolicy, percent: string, lastDay: string): LatePolicy {
  return { ...before, percent: percent.trim() || '0', last_day: lastDay.trim() === '' ? null : Number(lastDay) };
}

/**
 * A criterion a line: its title, a colon, and the points of its levels with commas between.
 * Null where a line is none.
 */
export function rubricOf(lines: string): RubricCriterion[] | null {
  const criteria: RubricCriterion[] = [];
  for (const line of lines.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const at = line.lastIndexOf(':');
    const points = line
      .slice(at + 1)
      .split(',')
      .map((each) => each.trim());
    const title = line.slice(0, at).trim();
    if (at < 1 || title === '' || points.length > 10 || !points.every(isPoints)) return null;
    criteria.push({ title, description: '', levels: points.map((each) => ({ points: each, title: '' })) });
  }
  return criteria.length > 20 ? null : criteria;
}

export function linesOf(rubric: readonly RubricCriterion[]): string {
  return rubric.map(({ title, levels }) => `${title}: ${levels.map(({ points }) => points).join(', ')}`).join('\n');
}

export const isPoints = (value: string): boolean => /^\d{1,5}(\.\d{1,4})?$/.test(value.trim());
