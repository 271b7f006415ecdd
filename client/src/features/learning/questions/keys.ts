import type { ClozeQuestion } from '../../../core/api.gen.ts';
import type { AttemptQuestion } from '../../../core/protocol.gen.ts';
import type { Question } from './api.ts';
import { isNumber } from './draft.ts';

type Item = AttemptQuestion['item'];
type Response = AttemptQuestion['response'];
type Gap = ClozeQuestion['gaps'][number];

/** A question as it is asked, its options in the order of the bank. */
export function itemOf(question: Question): Item {
  const { text } = question;
  switch (question.kind) {
    case 'single':
    case 'multiple':
    case 'ordering':
      return { kind: question.kind, text, options: question.options };
    case 'matching':
      return { kind: 'matching', text, rows: question.rows, options: question.options };
    case 'cloze':
      return {
        kind: 'cloze',
        text,
        gaps: question.gaps.map((gap) => ({ kind: gap.kind, options: gap.kind === 'choice' ? gap.options : [] })),
      };
    default:
      return { kind: question.kind, text };
  }
}

/** The answer that a key marks, where it marks one: numbers and texts have many. */
export function markedAnswer(question: Question): Response {
  switch (question.kind) {
    case 'single':
      return { kind: 'single', option: question.answer };
    case 'multiple':
      return { kind: 'multiple', options: question.answers };
    case 'true_false':
      return { kind: 'true_false', value: question.answer };
    case 'ordering':
      return { kind: 'ordering', order: question.options.map(({ id }) => id) };
    case 'matching':
      return { kind: 'matching', pairs: question.answer };
    default:
      return null;
  }
}

/** The same question with another answer marked; as it was, where the answer is of another kind. */
export function marking(question: Question, response: Response): Question {
  switch (question.kind) {
    case 'single':
      return response?.kind === 'single' ? { ...question, answer: response.option } : question;
    case 'multiple':
      return response?.kind === 'multiple' ? { ...question, answers: response.options } : question;
    case 'true_false':
      return response?.kind === 'true_false' ? { ...question, answer: response.value } : question;
    case 'ordering': {
      if (response?.kind !== 'ordering') return question;
      const options = response.order.flatMap((id) => question.options.filter((option) => option.id === id));
      return { ...question, options };
    }
    case 'matching':
      return response?.kind === 'matching' ? { ...question, answer: response.pairs } : question;
    default:
      return question;
  }
}

/** The key as it goes to the server, without the empty lines of what is being written; null where something is missing. */
export function finishedKey(question: Question): Question | null {
  switch (question.kind) {
    case 'multiple':
      return question.answers.length === 0 ? null : question;
    case 'matching':
      return question.answer.length < question.rows.length ? null : question;
    case 'numeric':
      return finishedNumber(question);
    case 'short_text': {
      const accepted = written(question.accepted);
      return accepted.length === 0 ? null : { ...question, accepted };
    }
    case 'cloze': {
      const gaps = question.gaps.map(finishedGap).filter((gap) => gap !== null);
      return gaps.length < question.gaps.length ? null : { ...question, gaps };
    }
    default:
      return question;
  }
}

function finishedGap(gap: Gap): Gap | null {
  switch (gap.kind) {
    case 'text': {
      const accepted = written(gap.accepted);
      return accepted.length === 0 ? null : { ...gap, accepted };
    }
    case 'numeric':
      return finishedNumber(gap);
    case 'choice':
      return gap;
  }
}

function finishedNumber<T extends { answer: string; tolerance: string }>(key: T): T | null {
  const answer = key.answer.trim();
  const tolerance = key.tolerance.trim() === '' ? '0' : key.tolerance.trim();
  if (!isNumber(answer) || !isNumber(tolerance) || tolerance.startsWith('-')) return null;
  return { ...key, answer, tolerance };
}

const written = (lines: readonly string[]): string[] => lines.map((line) => line.trim()).filter((line) => line !== '');

/** Whether somebody has put nothing into an answer. */
export function isBlank(response: Response): boolean {
  if (response === null) return true;
  switch (response.kind) {
    case 'numeric':
    case 'short_text':
      return response.text.trim() === '';
    case 'multiple':
      return response.options.length === 0;
    case 'matching':
      return response.pairs.length === 0;
    case 'cloze':
      return response.gaps.every((gap) => gap.trim() === '');
    default:
      return false;
  }
}
