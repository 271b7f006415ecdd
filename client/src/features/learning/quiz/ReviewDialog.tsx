import { useQuery } from '@tanstack/react-query';
import type { AttemptInfo, QuizInfo } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { getReview, type Review } from './api.ts';
import { keyWords } from './keyWords.ts';
import { ItemInput } from './ItemInput.tsx';
import { points } from './points.ts';

interface ReviewDialogProps {
  quiz: Pick<QuizInfo, 'id' | 'title' | 'corrected_at' | 'released'>;
  attempt: Pick<AttemptInfo, 'id'>;
  onClose: () => void;
}

/** What an attempt came to, question by question. */
export function ReviewDialog({ quiz, attempt, onClose }: ReviewDialogProps) {
  const text = useText('quiz');
  const common = useText('common');
  const { data, error, refetch } = useQuery({
    queryKey: ['quizzes', quiz.id, 'review', attempt.id, quiz.released, quiz.corrected_at],
    queryFn: ({ signal }) => getReview(quiz.id, attempt.id, { signal }),
  });
  return (
    <Dialog title={quiz.title} wide onClose={onClose}>
      {data ? (
        <Reviewed review={data} />
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <SkeletonList label={common.loading} />
      )}
      <div className="acts">
        <Button onClick={onClose}>{text.close}</Button>
      </div>
    </Dialog>
  );
}

function Reviewed({ review }: { review: Review }) {
  const text = useText('quiz');
  return (
    <div className="col gap-3">
      <p className="quiz-total">{text.earned(points(review.earned), points(review.points))}</p>
      {review.questions.map((question) => (
        <fieldset key={question.place} className="quiz-question">
          <legend className="row">
            <span className="num faint">{question.place}</span>
            <span className="small medium">{text.earned(points(question.earned), points(question.points))}</span>
          </legend>
          {question.item.kind !== 'cloze' && <p className="quiz-text">{question.item.text}</p>}
          <ItemInput
            disabled
            name={`review-${question.place}`}
            item={question.item}
            response={question.response}
            onChange={() => undefined}
          />
          {question.response === null && <p className="small faint">{text.noAnswer}</p>}
          {question.question !== null && (
            <p className="small">
              <span className="faint">{text.right}</span> {keyWords(question.question, text)}
              {question.question.explanation !== '' && (
                <span className="block muted">{question.question.explanation}</span>
              )}
            </p>
          )}
        </fieldset>
      ))}
    </div>
  );
}
