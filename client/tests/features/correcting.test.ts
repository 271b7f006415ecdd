import { describe, expect, it } from 'vitest';
import text from '../../src/i18n/en/quiz.ts';
import type { Question } from '../../src/features/learning/questions/api.ts';
import { finishedKey, isBlank, itemOf, markedAnswer, marking } from '../../src/features/learning/questions/keys.ts';
import { answerWords } from '../../src/features/learning/questions/keyWords.ts';
import { changedParts } from '../../src/features/learning/questions/versions.ts';
import { correctionWords } from '../../src/features/learning/quiz/Corrections.tsx';
import { arePoints, totalPoints, type Chosen } from '../../src/features/learning/quiz/points.ts';

const said = { text: 'Who?', explanation: '' };
const options = [
  { id: 'a', text: 'Kant' },
  { id: 'b', text: 'Rawls' },
];
const single: Question = { kind: 'single', ...said, options, answer: 'a', shuffle: true };
const multiple: Question = { kind: 'multiple', ...said, options, answers: ['a'], partial: true, shuffle: true };
const ordering: Question = { kind: 'ordering', ...said, options, partial: true };
const matching: Question = {
  kind: 'matching',
  ...said,
  rows: [{ id: 'r', text: 'veil' }],
  options,
  answer: [{ row: 'r', option: 'a' }],
  partial: true,
};
const short: Question = { kind: 'short_text', ...said, accepted: ['Rawls'], case_sensitive: false, spaces: true };
const numeric: Question = { kind: 'numeric', ...said, answer: '9.8', tolerance: '0', tolerance_unit: 'absolute' };
const cloze: Question = {
  kind: 'cloze',
  text: '{{1}} wrote {{2}}',
  explanation: '',
  gaps: [
    { kind: 'choice', options, answer: 'a' },
    { kind: 'text', accepted: ['it'], case_sensitive: false, spaces: true },
  ],
  partial: true,
};

describe('the key of a question that was asked', () => {
  it('is marked anew without a change of what was seen', () => {
    for (const question of [single, multiple, matching]) {
      const marked = marking(question, { ...markedAnswer(question) } as never);
      expect(marked).toEqual(question);
    }
    const other = marking(single, { kind: 'single', option: 'b' });
    expect(other).toEqual({ ...single, answer: 'b' });
    expect(itemOf(other)).toEqual(itemOf(single));
  });

  it('of an ordering is the order of its options', () => {
    expect(marking(ordering, { kind: 'ordering', order: ['b', 'a'] })).toEqual({
      ...ordering,
      options: options.toReversed(),
    });
  });

  it('takes no answer of another kind', () => {
    expect(marking(single, { kind: 'true_false', value: true })).toBe(single);
  });

  it('is not sent while something is missing, and without empty lines', () => {
    expect(finishedKey({ ...multiple, answers: [] })).toBeNull();
    expect(finishedKey({ ...matching, answer: [] })).toBeNull();
    expect(finishedKey({ ...numeric, answer: 'ten' })).toBeNull();
    expect(finishedKey({ ...numeric, tolerance: '-1' })).toBeNull();
    expect(finishedKey({ ...numeric, tolerance: '' })).toEqual(numeric);
    expect(finishedKey({ ...short, accepted: ['', ' '] })).toBeNull();
    expect(finishedKey({ ...short, accepted: [' Rawls ', ''] })).toEqual(short);
    expect(finishedKey(cloze)).toEqual(cloze);
  });
});

describe('an answer', () => {
  it('is said in one line, by what the options read', () => {
    expect(answerWords(multiple, { kind: 'multiple', options: ['a', 'b'] }, text)).toBe('Kant, Rawls');
    expect(answerWords(ordering, { kind: 'ordering', order: ['b', 'a'] }, text)).toBe('Rawls → Kant');
    expect(answerWords(matching, { kind: 'matching', pairs: [{ row: 'r', option: 'b' }] }, text)).toBe('veil – Rawls');
    expect(answerWords(cloze, { kind: 'cloze', gaps: ['b', 'this'] }, text)).toBe('(1) Rawls (2) this');
  });

  it('is blank while nothing is in it', () => {
    expect(isBlank(null)).toBe(true);
    expect(isBlank({ kind: 'cloze', gaps: ['', ' '] })).toBe(true);
    expect(isBlank({ kind: 'true_false', value: false })).toBe(false);
  });
});

describe('a correction', () => {
  const item = { question: single };
  it('is told by what it added to those before', () => {
    const before = { full_marks: true };
    expect(correctionWords({ before: null, after: before }, item, text)).toBe(text.regradings.full_marks);
    expect(correctionWords({ before, after: { ...before, dropped: true } }, item, text)).toBe(text.regradings.drop);
    const accepted = [{ kind: 'single' as const, option: 'b' }];
    expect(correctionWords({ before, after: { ...before, accepted } }, item, text)).toBe('“Rawls” is right too');
    const key = { ...single, answer: 'b' };
    expect(correctionWords({ before: null, after: { key } }, item, text)).toBe('right is “Rawls”');
  });
});

describe('the points of a new quiz', () => {
  const chosen = (...points: string[]): Chosen[] => points.map((each) => ({ question: {} as never, points: each }));
  it('are more than nothing, up to 1,000, in hundredths', () => {
    expect(['1', '0.25', ' 1000 '].map(arePoints)).toEqual([true, true, true]);
    expect(['', '0', '-1', '0.125', '1001', '1e2', 'one'].some(arePoints)).toBe(false);
  });

  it('are summed as they are, drawn questions among them', () => {
    expect(totalPoints(chosen('0.1', '0.2'), '', '1')).toBe('0.3');
    expect(totalPoints(chosen('2'), '3', '1.5')).toBe('6.5');
  });

  it('have no sum while one of them is no number', () => {
    expect(totalPoints(chosen('x'), '', '1')).toBeNull();
    expect(totalPoints(chosen('1'), 'some', '1')).toBeNull();
    expect(totalPoints([], '', '1')).toBeNull();
  });
});

describe('a version of a question', () => {
  const fields = { question: single, tags: ['justice'], difficulty: 'easy' as const };
  it('is compared with the one before it, part by part', () => {
    expect(changedParts(fields, fields)).toEqual([]);
    expect(changedParts(fields, { ...fields, question: { ...single, answer: 'b' } })).toEqual(['key']);
    expect(changedParts(fields, { ...fields, question: { ...single, options: options.toReversed() } })).toEqual([
      'options',
    ]);
    // The server names options anew in each version.
    const renamed = {
      ...single,
      options: options.map(({ id, text: words }) => ({ id: `${id}2`, text: words })),
      answer: 'a2',
    };
    expect(changedParts(fields, { ...fields, question: renamed })).toEqual([]);
    expect(changedParts(fields, { ...fields, question: { ...single, shuffle: false } })).toEqual(['key']);
    const other = { question: { ...single, text: 'Whose?', explanation: 'x' }, tags: [], difficulty: 'hard' as const };
    expect(changedParts(fields, other)).toEqual(['text', 'explanation', 'tags', 'difficulty']);
  });
});
