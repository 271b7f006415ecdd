import { useFormats, useText, type Catalogues } from '../../../i18n/index.ts';
import { answerWords, keyWords } from '../questions/keyWords.ts';
import type { QuizDetail } from './api.ts';

type Made = QuizDetail['corrections'][number];
type Item = QuizDetail['items'][number];

/** What was corrected, by whom and when; latest first. What was taken back stays in the list. */
export function Corrections({ detail }: { detail: QuizDetail }) {
  const text = useText('quiz');
  const format = useFormats();
  const items = new Map(detail.items.map((item) => [item.number, item]));
  if (detail.corrections.length === 0) return null;
  return (
    <details>
      <summary className="small medium">{text.corrections(detail.corrections.length)}</summary>
      <ul className="col gap-2 quiz-items">
        {detail.corrections.map((made) => (
          <li key={made.id} className="col small">
            <span className={made.undone_at === null ? 'quiz-text' : 'quiz-text faint'}>
              {text.correctionOf(made.number, correctionWords(made, items.get(made.number), text))}
            </span>
            <span className="faint">
              {text.madeBy(made.made_by, format.moment(new Date(made.made_at)))}
              {made.undone_at !== null && ` · ${text.takenBack}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A correction says what stands after it; what it did is what it added. */
export function correctionWords(
  { before, after }: Pick<Made, 'before' | 'after'>,
  item: Pick<Item, 'question'> | undefined,
  text: Catalogues['quiz'],
): string {
  if (after.dropped && !before?.dropped) return text.regradings.drop;
  if (after.full_marks && !before?.full_marks) return text.regradings.full_marks;
  const accepted = after.accepted ?? [];
  if (accepted.length > (before?.accepted ?? []).length) {
    const latest = accepted.at(-1);
    const question = after.key ?? item?.question;
    const words = latest !== undefined && question !== undefined ? answerWords(question, latest, text) : '';
    return text.alsoAccepted(words);
  }
  return after.key ? text.newKey(keyWords(after.key, text)) : text.regradings.change_key;
}
