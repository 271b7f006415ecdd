import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AttemptScore, QuizItem } from '../../../core/api.gen.ts';
import type { QuizInfo } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt as trying } from '../../media/attempt.ts';
import { useLiveRoom } from '../../media/context.ts';
import { getDetail, getResults, type QuizResults, type Regrading } from './api.ts';
import { Corrections } from './Corrections.tsx';
import { Items } from './Items.tsx';
import { points } from './points.ts';
import type { Response } from './quizzes.ts';
import { RegradeDialog } from './RegradeDialog.tsx';
import { ReviewDialog } from './ReviewDialog.tsx';

interface Correcting {
  item: QuizItem;
  /** An answer that somebody gave. */
  given: Response;
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

  const apply = async (item: QuizItem, regrading: Regrading) => {
    const request = { type: 'quiz:regrade', quiz: quiz.id, number: item.number, regrading } as const;
    const { changed } = await room.socket.request<'quiz:regrade'>(request);
    setCorrecting(null);
    toast(text.corrected(changed), () => trying(undo()));
    await again();
  };
  const undo = async () => {
    const { changed } = await room.socket.request<'quiz:undo'>({ type: 'quiz:undo', quiz: quiz.id });
    toast(text.undone(changed));
    await again();
  };

  if (correcting !== null) {
    const { item, given } = correcting;
    return (
      <RegradeDialog
        quizId={quiz.id}
        item={item}
        given={given}
        onApply={(regrading) => apply(item, regrading)}
        onClose={() => setCorrecting(null)}
      />
    );
  }
  if (review !== null) {
    const accept = (place: number, given: Response) => {
      const number = review.items[place - 1]?.number;
      const item = detail.data?.items.find((each) => each.number === number);
      if (item !== undefined) setCorrecting({ item, given });
    };
    return (
      <ReviewDialog
        quiz={quiz}
        attempt={{ id: review.attempt_id }}
        person={review.name}
        onAccept={accept}
        onClose={() => setReview(null)}
      />
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
              onCorrect={(item) => setCorrecting({ item, given: null })}
            />
          )}
          <Corrections detail={detail.data} />
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
              <td className="quiz-name">
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
