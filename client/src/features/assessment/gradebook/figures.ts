import type { ColumnView, GradebookView } from '../../../core/api.gen.ts';

/** What is counted of a whole book, for those who teach: pure, and for the eye alone. */

const mean = (numbers: readonly number[]): string | null =>
  numbers.length === 0 ? null : (numbers.reduce((sum, one) => sum + one, 0) / numbers.length).toFixed(1);

/** By column, and of both totals. */
export function averages({ columns, students }: GradebookView): (string | null)[] {
  const of = (values: readonly (string | null | undefined)[]) =>
    mean(values.flatMap((value) => (value === null || value === undefined ? [] : [Number(value)])));
  return [
    ...columns.map((_, place) => of(students.map(({ cells }) => cells[place]?.points))),
    of(students.map(({ totals }) => totals.so_far)),
    of(students.map(({ totals }) => totals.final)),
  ];
}

export function tally({ students }: GradebookView): Record<'awaiting' | 'missing' | 'late' | 'override', number> {
  const found = { awaiting: 0, missing: 0, late: 0, override: 0 };
  for (const { cells } of students) {
    for (const cell of cells) {
      if (cell?.state === 'awaiting' || cell?.state === 'missing') found[cell.state] += 1;
      if (cell?.late === true) found.late += 1;
      if (cell?.override === true) found.override += 1;
    }
  }
  return found;
}

/** What a column is of the total, in percent: its part of its category's weight. Null where it only adds. */
export function shareOf(column: ColumnView, { categories, columns }: GradebookView): number | null {
  const category = categories.find(({ id }) => id === column.category_id);
  if (category === undefined || category.extra || column.extra) return null;
  const measure = (one: ColumnView) =>
    category.weighing === 'points' ? Number(one.points) : category.weighing === 'equal' ? 1 : Number(one.weight ?? 1);
  const siblings = columns.filter((one) => one.category_id === category.id && !one.extra);
  const all = siblings.reduce((sum, one) => sum + measure(one), 0);
  const weights = categories.filter(({ extra }) => !extra).reduce((sum, one) => sum + Number(one.weight), 0);
  return all === 0 || weights === 0 ? null : (100 * Number(category.weight) * measure(column)) / all / weights;
}

export function headOf(
  column: ColumnView,
  book: GradebookView,
  words: (points: string, share: string | null) => string,
): string {
  const share = shareOf(column, book);
  return words(column.points, share === null ? null : String(Math.round(share * 10) / 10));
}
