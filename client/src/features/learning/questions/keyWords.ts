import type { AcceptAlso } from '../../../core/api.gen.ts';
import type { Question } from './api.ts';

interface Truth {
  true: string;
  false: string;
}

/** The key of a question in one line. */
export function keyWords(question: Question, text: Truth): string {
  switch (question.kind) {
    case 'single':
      return textOf(question.options, question.answer);
    case 'multiple':
      return question.answers.map((id) => textOf(question.options, id)).join(', ');
    case 'true_false':
      return question.answer ? text.true : text.false;
    case 'numeric':
      return numberWords(question);
    case 'short_text':
      return question.accepted.join(' / ');
    case 'ordering':
      return question.options.map((option) => option.text).join(' → ');
    case 'matching':
      return question.answer
        .map((pair) => `${textOf(question.rows, pair.row)} – ${textOf(question.options, pair.option)}`)
        .join(', ');
    case 'cloze':
      return question.gaps
        .map((gap, at) => {
          const key =
            gap.kind === 'text'
              ? gap.accepted.join(' / ')
              : gap.kind === 'numeric'
                ? numberWords(gap)
                : textOf(gap.options, gap.answer);
          return `(${at + 1}) ${key}`;
        })
        .join(' ');
  }
}

/** An answer in one line. */
export function answerWords(question: Question, response: AcceptAlso['response'], text: Truth): string {
  const options = 'options' in question ? question.options : [];
  switch (response.kind) {
    case 'single':
      return textOf(options, response.option);
    case 'multiple':
      return response.options.map((id) => textOf(options, id)).join(', ');
    case 'true_false':
      return response.value ? text.true : text.false;
    case 'numeric':
    case 'short_text':
      return response.text;
    case 'ordering':
      return response.order.map((id) => textOf(options, id)).join(' → ');
    case 'matching': {
      const rows = question.kind === 'matching' ? question.rows : [];
      return response.pairs.map((pair) => `${textOf(rows, pair.row)} – ${textOf(options, pair.option)}`).join(', ');
    }
    case 'cloze':
      return response.gaps
        .map((typed, at) => {
          const gap = question.kind === 'cloze' ? question.gaps[at] : undefined;
          return `(${at + 1}) ${gap?.kind === 'choice' ? textOf(gap.options, typed) : typed}`;
        })
        .join(' ');
  }
}

const textOf = (options: readonly { id: string; text: string }[], id: string): string =>
  options.find((option) => option.id === id)?.text ?? id;

function numberWords(key: { answer: string; tolerance: string; tolerance_unit: 'absolute' | 'percent' }): string {
  if (Number(key.tolerance) === 0) return key.answer;
  return `${key.answer} ± ${key.tolerance}${key.tolerance_unit === 'percent' ? '%' : ''}`;
}
