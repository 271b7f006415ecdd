import type { Question, QuestionFields } from './api.ts';
import { keyWords } from './keyWords.ts';

export type Part = 'text' | 'options' | 'key' | 'explanation' | 'tags' | 'difficulty';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is otherwise in a version than in the one before it. */
export function changedParts(before: QuestionFields, after: QuestionFields): Part[] {
  const parts: Part[] = [];
  if (before.question.text !== after.question.text) parts.push('text');
  if (!same(asked(before.question), asked(after.question))) parts.push('options');
  else if (!same(keyed(before.question), keyed(after.question))) parts.push('key');
  if (before.question.explanation !== after.question.explanation) parts.push('explanation');
  if (!same(before.tags, after.tags)) parts.push('tags');
  if (before.difficulty !== after.difficulty) parts.push('difficulty');
  return parts;
}

const texts = (options: readonly { text: string }[]): string[] => options.map(({ text }) => text);

/** What is chosen from, by its words: each version has ids of its own. */
function asked(question: Question): unknown {
  switch (question.kind) {
    case 'ordering':
      return [question.kind, texts(question.options).sort()];
    case 'single':
    case 'multiple':
      return [question.kind, texts(question.options)];
    case 'matching':
      return [question.kind, texts(question.rows), texts(question.options)];
    case 'cloze':
      return [question.kind, question.gaps.map((gap) => (gap.kind === 'choice' ? texts(gap.options) : gap.kind))];
    default:
      return question.kind;
  }
}

/** What is right, and by what rules. */
function keyed(question: Question): unknown {
  const rules = { ...question, text: '', explanation: '', options: [], rows: [], answer: '', answers: [] };
  const gaps = question.kind === 'cloze' ? question.gaps.map((gap) => ({ ...gap, options: [], answer: '' })) : [];
  return [keyWords(question, { true: 'true', false: 'false' }), { ...rules, gaps }];
}
