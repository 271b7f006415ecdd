import { describe, expect, it } from 'vitest';
import type { Question } from '../../src/features/learning/questions/api.ts';
import { draftOf, emptyDraft, finished, type Draft } from '../../src/features/learning/questions/draft.ts';

const option = (id: string, text: string) => ({ id, text });
const common = { text: 'What?', explanation: '' };
const questions: Question[] = [
  { kind: 'single', ...common, options: [option('a', 'x'), option('b', 'y')], answer: 'b', shuffle: true },
  {
    kind: 'multiple',
    ...common,
    options: [option('a', 'x'), option('b', 'y')],
    answers: ['a'],
    partial: true,
    shuffle: false,
  },
  { kind: 'true_false', ...common, answer: false },
  { kind: 'numeric', ...common, answer: '-9.81', tolerance: '0.5', tolerance_unit: 'percent' },
  { kind: 'short_text', ...common, accepted: ['Kant', '칸트'], case_sensitive: true, spaces: false },
  { kind: 'ordering', ...common, options: [option('a', 'x'), option('b', 'y')], partial: false },
  {
    kind: 'matching',
    ...common,
    rows: [option('a', 'Plato'), option('b', 'Kant')],
    options: [option('o0', 'Republic'), option('o1', 'Critique'), option('o2', 'Emile')],
    answer: [
      { row: 'a', option: 'o0' },
      { row: 'b', option: 'o1' },
    ],
    partial: true,
  },
  {
    kind: 'cloze',
    text: '{{1}}, {{2}}, {{3}}',
    explanation: '',
    gaps: [
      { kind: 'text', accepted: ['four'], case_sensitive: true, spaces: true },
      { kind: 'numeric', answer: '2', tolerance: '1', tolerance_unit: 'percent' },
      { kind: 'choice', options: [option('o0', 'even'), option('o1', 'odd')], answer: 'o0' },
    ],
    partial: true,
  },
];

describe('a question that is edited', () => {
  it.each(questions.map((question) => [question.kind, question] as const))(
    'comes back as it was: %s',
    (_, question) => {
      const fields = { question, tags: ['ethics', 'week 3'], difficulty: 'hard' as const };

      expect(finished(draftOf(fields))).toEqual({ fields });
    },
  );

  const faulty: [string, Partial<Draft>, string][] = [
    ['has no words', { text: ' ' }, 'text'],
    ['has one option', { text: '?', options: [option('a', 'x'), option('b', ' ')] }, 'options'],
    ['has the same option twice', { text: '?', options: [option('a', 'x'), option('b', 'x ')] }, 'same'],
    ['has no right answer', { text: '?', options: [option('a', 'x'), option('b', 'y')] }, 'right'],
    ['has words for a number', { kind: 'numeric', text: '?', answer: 'many' }, 'answer'],
    ['has a tolerance below zero', { kind: 'numeric', text: '?', answer: '1', tolerance: '-1' }, 'tolerance'],
    ['accepts nothing', { kind: 'short_text', text: '?', accepted: '\n' }, 'accepted'],
    ['has half a pair', { kind: 'matching', text: '?' }, 'rows'],
    ['has no gap', { kind: 'cloze', text: 'nothing' }, 'gaps'],
    ['has gaps out of order', { kind: 'cloze', text: '{{2}} {{1}}' }, 'gaps'],
  ];
  it.each(faulty)('is not sent where it %s', (_, changes, fault) => {
    expect(finished({ ...emptyDraft(), ...changes })).toEqual({ fault });
  });
});
