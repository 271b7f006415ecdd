import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AttemptScore, QuizItem } from '../../../core/api.gen.ts';
import type { QuizInfo } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt as trying } from '../../media/attempt.ts';
import { useLiveRoom } from '../../media/context.ts';
import {
  getDetail,
  getResults,
  previewRegrade,
  type QuizDetail,
  type QuizResults,
  type Regrading,
  type ScoreChange,
} from './api.ts';
import { keyWords } from './keyWords.ts';
import { points } from './points.ts';
import { ReviewDialog } from './ReviewDialog.tsx';

interface Correcting {
  item: QuizItem;
  regrading: Regrading;
  changes: ScoreChange[];
}

/** Everybody's scores, how the questions measured, and what is to be corrected. */
export function ResultsDialog({ quiz, onClose }: { quiz: QuizInfo; onClose: () => void }) {
  const text = useText('quiz');
  const common = useText('common');
  const client = useQueryClient();
  const { room } = useLiveRoom();
  const [view, setView] = useState<'people' | 'items'>('people');
  const [correcting, setCorrecting] = useState<Correcting | null>(null);
  const [review, setReview] = useState<AttemptScore | null>(null);
  const key = ['quizzes', quiz.id, quiz.corrected_at];
  const results = useQuery({
    queryKey: [...key, 'results'],
    queryFn: ({ signal }) => getResults(quiz.id, { signal }),
    refetchOnMount: 'always',
  });
  const detail = useQuery({ queryKey: [...key, 'detail'], queryFn: ({ signal }) => getDetail(quiz.id, { signal }) });
  const again = () => client.invalidateQueries({ queryKey: ['quizzes', quiz.id] });

  const preview = async (item: QuizItem, regrading: Regrading) =>
    setCorrecting({ item, regrading, changes: await previewRegrade(quiz.id, item.number, regrading) });
  const apply = async ({ item, regrading }: Correcting) => {
    setCorrecting(null);
    const request = { type: 'quiz:regrade', quiz: quiz.id, number: item.number, regrading } as const;
    const { changed } = await room.socket.request<'quiz:regrade'>(request);
    toast(text.corrected(changed), () => trying(undo()));
    await again();
  };
  const undo = async () => {
    const { changed } = await room.socket.request<'quiz:undo'>({ type: 'quiz:undo', quiz: quiz.id });
    toast(text.undone(changed));
    await again();
  };

  if (review !== null) {
    return <ReviewDialog quiz={quiz} attempt={{ id: review.attempt_id }} onClose={() => setReview(null)} />;
  }
  if (correcting !== null) {
    return (
      <Dialog title={text.correctTitle} wide onClose={() => setCorrecting(null)}>
        <p className="medium">{text.regradings[correcting.regrading.act]}</p>
        <p className="muted cut">{correcting.item.question.text}</p>
        <Changes changes={correcting.changes} />
        <div className="acts">
          <Button kind="quiet" onClick={() => setCorrecting(null)}>
            {common.cancel}
          </Button>
          <Button kind="primary" onClick={() => trying(apply(correcting))}>
            {text.correctIt}
          </Button>
        </div>
      </Dialog>
    );
  }
  const fault = results.error ?? detail.error;
  const mayUndo = detail.data?.corrections.some(({ undone_at }) => undone_at === null) ?? false;
  return (
    <Dialog title={text.resultsOf(quiz.title)} wide onClose={onClose}>
      {results.data && detail.data ? (
        <>
          <Segments
            label={text.results}
            value={view}
            options={[
              { value: 'people', label: text.people },
              { value: 'items', label: text.items },
            ]}
            onChange={setView}
          />
          {view === 'people' ? (
            <Scores results={results.data} onReview={setReview} />
          ) : (
            <Items
              detail={detail.data}
              results={results.data}
              onCorrect={(item, regrading) => trying(preview(item, regrading))}
            />
          )}
        </>
      ) : fault !== null ? (
        <ErrorState error={fault} retry={() => void again()} />
      ) : (
        <SkeletonList label={common.loading} />
      )}
      <div className="acts">
        {mayUndo && (
          <Button kind="quiet" onClick={() => trying(undo())}>
            {text.undo}
          </Button>
        )}
        <Button onClick={onClose}>{text.close}</Button>
      </div>
    </Dialog>
  );
}

function Scores({ results, onReview }: { results: QuizResults; onReview: (score: AttemptScore) => void }) {
  const text = useText('quiz');
  if (results.attempts.length === 0) return <p className="muted">{text.noResults}</p>;
  return (
    <div className="card scroll quiz-table" tabIndex={0} role="region" aria-label={text.people}>
      <table className="table">
        <thead>
          <tr>
            <th>{text.name}</th>
            <th className="r">{text.score}</th>
            <th>
              <span className="sr">{text.seeAnswers}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {results.attempts.map((score) => (
            <tr key={score.attempt_id}>
              <td>
                {score.name}
                <span className="small faint">
                  {score.number > 1 && ` · ${text.attempt(score.number)}`}
                  {!score.counts && ` · ${text.countsNot}`}
                </span>
              </td>
              <td className="r">{text.earned(points(score.earned), points(score.points))}</td>
              <td className="r">
                <button
                  type="button"
                  className="link small"
                  aria-label={`${text.seeAnswers}: ${score.name}`}
                  onClick={() => onReview(score)}
                >
                  {text.seeAnswers}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ItemsProps {
  detail: QuizDetail;
  results: QuizResults;
  onCorrect: (item: QuizItem, regrading: Regrading) => void;
}

function Items({ detail, results, onCorrect }: ItemsProps) {
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
              <span className="grow medium">{question.text}</span>
              <Menu
                label={text.correctItem(item.number)}
                className="icon-btn icon-btn-sm"
                items={[
                  {
                    label: text.regradings.full_marks,
                    onSelect: () => onCorrect(item, { act: 'full_marks' }),
                  },
                  { label: text.regradings.drop, danger: true, onSelect: () => onCorrect(item, { act: 'drop' }) },
                ]}
              >
                <Icon name="ellipsis" />
              </Menu>
            </div>
            <p className="small">
              <span className="faint">{text.right}</span> {keyWords(question, text)}
            </p>
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

function Changes({ changes }: { changes: readonly ScoreChange[] }) {
  const text = useText('quiz');
  if (changes.length === 0) return <p className="muted">{text.changesNobody}</p>;
  return (
    <div className="card scroll quiz-table" tabIndex={0} role="region" aria-label={text.changes(changes.length)}>
      <table className="table">
        <thead>
          <tr>
            <th>{text.changes(changes.length)}</th>
            <th className="r">{text.before}</th>
            <th className="r">{text.after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.attempt_id}>
              <td>{change.name}</td>
              <td className="r">{text.earned(points(change.earned_before), points(change.points_before))}</td>
              <td className="r">{text.earned(points(change.earned_after), points(change.points_after))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
