import type { QuizItem } from '../../../core/api.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { answerWords, keyWords } from '../questions/keyWords.ts';
import type { QuizDetail, QuizResults } from './api.ts';
import { points } from './points.ts';

interface ItemsProps {
  detail: QuizDetail;
  results: QuizResults;
  onCorrect: (item: QuizItem) => void;
}

/** How each question measured, with its key. */
export function Items({ detail, results, onCorrect }: ItemsProps) {
  const text = useText('quiz');
  const format = useFormats();
  const figures = new Map(results.items.map((item) => [item.number, item]));
  return (
    <ul className="col gap-3 quiz-items">
      {detail.items.map((item) => {
        const found = figures.get(item.number);
        const question = item.correction?.key ?? item.question;
        const options = 'options' in question ? question.options : [];
        const rest = found?.discrimination ?? null;
        const difficulty = found?.difficulty ?? null;
        return (
          <li key={item.number} className="card card-pad col gap-2">
            <div className="row">
              <span className="grow medium quiz-text">{question.text}</span>
              <span className="small faint">{text.points(points(item.points))}</span>
              <Button size="sm" aria-label={text.correctItem(item.number)} onClick={() => onCorrect(item)}>
                {text.correct}
              </Button>
            </div>
            <p className="small">
              <span className="faint">{text.right}</span> {keyWords(question, text)}
            </p>
            {(item.correction?.accepted ?? []).length > 0 && (
              <p className="small">
                <span className="faint">{text.alsoRight}</span>{' '}
                {item.correction?.accepted?.map((response) => answerWords(question, response, text)).join(' / ')}
              </p>
            )}
            {item.correction?.dropped && <p className="small t-danger">{text.isDropped}</p>}
            {item.correction?.full_marks && <p className="small muted">{text.hasFullMarks}</p>}
            <p className="small muted">
              {text.reached(found?.people ?? 0)}
              {found !== undefined && ` · ${text.omitted(found.omitted)} · ${text.notReached(found.not_reached)}`}
            </p>
            {found === undefined || difficulty === null ? (
              <p className="small faint">{text.tooFew}</p>
            ) : (
              <>
                <p className="small">
                  {text.difficulty(format.number(Math.round(difficulty * 100)))}
                  {rest !== null &&
                    ` · ${text.discrimination(rest.value.toFixed(2), rest.low.toFixed(2), rest.high.toFixed(2))}`}
                </p>
                <ul className="small quiz-options">
                  {found.options.map(({ option, people, rest: mean }) => (
                    <li key={option} className="row">
                      <span className="grow cut">
                        {options.find(({ id }) => id === option)?.text ??
                          (option === 'true' ? text.true : option === 'false' ? text.false : option)}
                      </span>
                      <span className="num">{text.chosenBy(people)}</span>
                      {mean !== null && <span className="num faint">{text.restMean(Math.round(mean * 100))}</span>}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
