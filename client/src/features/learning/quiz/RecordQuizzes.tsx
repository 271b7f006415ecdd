import '../../../ui/css/quiz.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AttemptInfo, AttemptScore, QuizInfo, Quizzes } from '../../../core/api.gen.ts';
import { api } from '../../../core/client.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Part } from '../../analytics/record/Part.tsx';
import type { RecordSectionProps } from '../../analytics/record/sections.ts';
import { getResults } from './api.ts';
import { points } from './points.ts';
import { ReviewDialog } from './ReviewDialog.tsx';

/** The quizzes of a session that is over: for students their own attempts by release, for staff everybody's scores. */
export default function RecordQuizzes({ session, role, staff }: RecordSectionProps) {
  const text = useText('record').quizzes;
  const read = useQuery({
    queryKey: ['record', session.id, 'quizzes'],
    queryFn: ({ signal }) => api.get<Quizzes>('/learning/quizzes', { signal, query: { session_id: session.id } }),
  });
  return (
    <Part title={text.title} read={read}>
      {({ quizzes, attempts }) => (
        <ul className="card list record-quizzes">
          {quizzes
            .filter(({ opened_at }) => opened_at !== null)
            .map((quiz) =>
              staff ? (
                <OfClass key={quiz.id} quiz={quiz} />
              ) : (
                <OfOne
                  key={quiz.id}
                  quiz={quiz}
                  student={role === 'student'}
                  attempts={attempts.filter(
                    ({ quiz_id, submitted_at }) => quiz_id === quiz.id && submitted_at !== null,
                  )}
                />
              ),
            )}
        </ul>
      )}
    </Part>
  );
}

function Head({ quiz }: { quiz: QuizInfo }) {
  const text = useText('quiz');
  return (
    <span className="col grow">
      <span className="medium">{quiz.title}</span>
      <span className="small faint">
        {text.questions(quiz.questions)} · {text.points(points(quiz.points))}
      </span>
    </span>
  );
}

function OfOne({ quiz, student, attempts }: { quiz: QuizInfo; student: boolean; attempts: readonly AttemptInfo[] }) {
  const text = useText('quiz');
  const words = useText('record').quizzes;
  const [open, setOpen] = useState<AttemptInfo | null>(null);
  return (
    <li>
      <Head quiz={quiz} />
      {student && attempts.length === 0 && <span className="small faint">{words.notTaken}</span>}
      {attempts.length > 0 && quiz.released === null && <span className="small faint">{text.notReleased}</span>}
      {quiz.released !== null &&
        attempts.map((attempt) => (
          <Button key={attempt.id} size="sm" onClick={() => setOpen(attempt)}>
            {attempts.length > 1 ? words.attempt(attempt.number) : text.seeResult}
          </Button>
        ))}
      {open !== null && <ReviewDialog quiz={quiz} attempt={open} onClose={() => setOpen(null)} />}
    </li>
  );
}

function OfClass({ quiz }: { quiz: QuizInfo }) {
  const text = useText('record').quizzes;
  const words = useText('quiz');
  const format = useFormats();
  const [review, setReview] = useState<AttemptScore | null>(null);
  const { data } = useQuery({
    queryKey: ['quizzes', quiz.id, quiz.corrected_at, 'results'],
    queryFn: ({ signal }) => getResults(quiz.id, { signal }),
  });
  const counted = (data?.attempts ?? []).filter(({ counts }) => counts);
  const mean = counted.reduce((sum, { earned }) => sum + Number(earned), 0) / Math.max(1, counted.length);
  return (
    <li className="record-quiz">
      <div className="row">
        <Head quiz={quiz} />
        {data !== undefined && (
          <span className="small muted num">
            {counted.length === 0
              ? text.nobody
              : text.mean(counted.length, format.number(Math.round(mean * 10) / 10), points(quiz.points))}
          </span>
        )}
      </div>
      {counted.length > 0 && (
        <details>
          <summary className="link small">{text.scores}</summary>
          <ul className="record-scores">
            {counted.map((attempt) => (
              <li key={attempt.attempt_id} className="row">
                <span className="cut grow" title={attempt.name}>
                  {attempt.name}
                </span>
                <span className="num muted">{words.earned(points(attempt.earned), points(attempt.points))}</span>
                <Button size="sm" kind="quiet" onClick={() => setReview(attempt)}>
                  {text.answers}
                  <span className="sr"> {attempt.name}</span>
                </Button>
              </li>
            ))}
          </ul>
        </details>
      )}
      {review !== null && (
        <ReviewDialog
          quiz={quiz}
          attempt={{ id: review.attempt_id }}
          person={review.name}
          onClose={() => setReview(null)}
        />
      )}
    </li>
  );
}
