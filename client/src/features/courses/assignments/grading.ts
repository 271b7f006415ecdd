import type { Assignment, NewSubmissionGrade, StudentWork, Submission } from '../../../core/api.gen.ts';

/** What grading needs to know of works, apart from the page. */

/** The submission that is graded: the one that counts, or else the last. */
export function toGrade({ standing }: StudentWork): Submission | null {
  return standing.submissions.find(({ counts }) => counts) ?? standing.submissions.at(-1) ?? null;
}

export const isGraded = (work: StudentWork): boolean => (toGrade(work)?.grade?.points ?? null) !== null;

/** What still waits, and of that what is called so. */
export function listed(works: readonly StudentWork[], onlyOpen: boolean, search: string): StudentWork[] {
  const wanted = search.trim().toLocaleLowerCase();
  return works.filter(
    (work) =>
      toGrade(work) !== null && (!onlyOpen || !isGraded(work)) && work.name.toLocaleLowerCase().includes(wanted),
  );
}

/** What a grader has chosen and written so far. */
export interface Draft {
  levels: readonly (number | null)[];
  points: string;
  feedback: string;
  /** Of the grade that it began from; 0 where there was none. */
  version: number;
}

export function draftOf(assignment: Assignment, submission: Submission): Draft {
  const { grade } = submission;
  return {
    levels: grade?.levels ?? assignment.rubric.map(() => null),
    points: assignment.rubric.length === 0 ? (grade?.points ?? '') : '',
    feedback: grade?.feedback ?? '',
    version: grade?.version ?? 0,
  };
}

export function gradeOf(assignment: Assignment, { levels, points, feedback }: Draft): NewSubmissionGrade {
  return assignment.rubric.length > 0
    ? { levels: [...levels], points: null, feedback }
    : { levels: [], points: points.trim() === '' ? null : points.trim(), feedback };
}

/** The sum of what is chosen, in ten-thousandths so that it is exact, as text. */
export function total({ rubric }: Assignment, levels: readonly (number | null)[]): string {
  let sum = 0n;
  rubric.forEach((criterion, at) => {
    sum += tenThousandths(criterion.levels[levels[at] ?? -1]?.points ?? '0');
  });
  const digits = sum.toString().padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, -4) : `${digits.slice(0, -4)}.${fraction}`;
}

function tenThousandths(points: string): bigint {
  const [whole = '0', fraction = ''] = points.split('.');
  return BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0').slice(0, 4));
}
