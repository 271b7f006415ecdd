import { describe, expect, it } from 'vitest';
import type { Assignment, StudentWork, Submission } from '../../src/core/api.gen.ts';
import { shown } from '../../src/features/courses/assignments/api.ts';
import { draftOf, gradeOf, listed, toGrade, total } from '../../src/features/courses/assignments/grading.ts';
import { linesOf, rubricOf } from '../../src/features/courses/assignments/policy.ts';

const rubric = rubricOf('Thesis: 0.1, 0.2\nUse of texts: read: 0, 12.5') ?? [];
const assignment = { points: '12.7', rubric } as unknown as Assignment;

function work(name: string, points: string | null, counts = true): StudentWork {
  const grade = points === null ? null : { levels: [0, 1], points, feedback: 'Good.', version: 3 };
  const submission = { id: name, counts, grade } as unknown as Submission;
  return { user_id: name, name, standing: { submissions: [submission] } } as unknown as StudentWork;
}

describe('a rubric', () => {
  it('is written a criterion a line and read again', () => {
    expect(rubric.map(({ title }) => title)).toEqual(['Thesis', 'Use of texts: read']);
    expect(linesOf(rubric)).toBe('Thesis: 0.1, 0.2\nUse of texts: read: 0, 12.5');
    expect(rubricOf(' \n')).toEqual([]);
  });

  it('has points on every line', () => {
    for (const lines of ['Thesis', ': 1, 2', 'Thesis:', 'Thesis: 1, two', 'Thesis: -1']) {
      expect(rubricOf(lines)).toBeNull();
    }
  });

  it('adds up exactly', () => {
    expect(total(assignment, [1, 1])).toBe('12.7');
    expect(total(assignment, [0, null])).toBe('0.1');
    expect(total(assignment, [null, 0])).toBe('0');
  });
});

describe('grading', () => {
  it('shows what waits, and who is called so', () => {
    const works = [work('남궁현서', '12'), work('Rohan', null), work('Amara', null)];
    expect(listed(works, true, '').map(({ name }) => name)).toEqual(['Rohan', 'Amara']);
    expect(listed(works, false, '현서').map(({ name }) => name)).toEqual(['남궁현서']);
  });

  it('begins from the grade that is there', () => {
    const submission = toGrade(work('Rohan', '12.6'));
    const draft = submission && draftOf(assignment, submission);
    expect(draft).toMatchObject({ levels: [0, 1], feedback: 'Good.', version: 3 });
    expect(draft && gradeOf(assignment, draft)).toEqual({ levels: [0, 1], points: null, feedback: 'Good.' });
  });

  it('shows an exact score with two places', () => {
    expect(shown({ numerator: 20, denominator: 3 })).toBe('6.67');
    expect(shown({ numerator: 13, denominator: 2 })).toBe('6.5');
  });
});
