import { useQuery } from '@tanstack/react-query';
import type { AttemptInfo, QuizInfo } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { keyWords } from '../questions/keyWords.ts';
import { getReview, type Review } from './api.ts';
import { ItemInput } from './ItemInput.tsx';
import { points } from './points.ts';
import type { Response } from './quizzes.ts';

interface ReviewDialogProps {
  quiz: Pick<QuizInfo, 'id' | 'title' | 'corrected_at' | 'released'>;
  attempt: Pick<AttemptInfo, 'id'>;
  /** Whose it is, where it is not one's own. */
  person?: string;
  /** For staff: the answer at this place shall count as right for everybody. */
  onAccept?: (place: number, response: Response) => void;
  onClose: () => void;
}

/** What an attempt came to, question by question. */
export function ReviewDialog({ quiz, attempt, person, onAccept, onClose }: ReviewDialogProps) {
  const text = useText('quiz');
  const common = useText('common');
  const { data, error, refetch } = useQuery({
    queryKey: ['quizzes', quiz.id, 'review', attempt.id, quiz.released, quiz.corrected_at],
    queryFn: ({ signal }) => getReview(quiz.id, attempt.id, { signal }),
  });
  return (
    <Dialog title={person === undefined ? quiz.title : text.answersOf(person)} wide onClose={onClose}>
      {data ? (
        <Reviewed review={data} {...(onAccept && { onAccept })} />
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

function Reviewed({ review, onAccept }: { review: Review } & Pick<ReviewDialogProps, 'onAccept'>) {
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
          {onAccept !== undefined &&
            question.response !== null &&
            Number(question.earned) < Number(question.points) && (
              <div className="row">
                <Button size="sm" onClick={() => onAccept(question.place, question.response)}>
                  {text.acceptThis}
                </Button>
              </div>
            )}
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
