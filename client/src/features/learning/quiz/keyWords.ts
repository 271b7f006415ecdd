import type { ReviewedQuestion } from '../../../core/api.gen.ts';
import type { Catalogues } from '../../../i18n/index.ts';

type Question = NonNullable<ReviewedQuestion['question']>;

/** The key of a question in one line. */
export function keyWords(question: Question, text: Catalogues['quiz']): string {
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

const textOf = (options: readonly { id: string; text: string }[], id: string): string =>
  options.find((option) => option.id === id)?.text ?? id;

function numberWords(key: { answer: string; tolerance: string; tolerance_unit: 'absolute' | 'percent' }): string {
  if (Number(key.tolerance) === 0) return key.answer;
  return `${key.answer} ± ${key.tolerance}${key.tolerance_unit === 'percent' ? '%' : ''}`;
}
