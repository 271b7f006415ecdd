import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { AttemptInfo, QuizInfo } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { State } from '../../../ui/State.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { attempt as trying } from '../../media/attempt.ts';
import { useBroken, useRoomState } from '../../media/context.ts';
import { ItemInput } from './ItemInput.tsx';
import type { Quizzes, QuizzesState, Save } from './quizzes.ts';
import { ReviewDialog } from './ReviewDialog.tsx';
import { isBlank } from '../questions/keys.ts';
import { points } from './points.ts';

/** A quiz under way fills the panel; otherwise it lists what there is. */
export function TakerPanel({ quizzes }: { quizzes: Quizzes }) {
  const state = useStore(quizzes.store);
  const under = state.attempts.find(({ submitted_at }) => submitted_at === null);
  const here = state.current !== null && state.current.info.id === under?.id;
  const quizId = under?.quiz_id ?? null;
  const broken = useBroken();
  useEffect(() => {
    if (quizId !== null && !here && !broken) trying(quizzes.resume(quizId));
  }, [quizzes, quizId, here, broken]);
  if (here) return <Taking quizzes={quizzes} state={state} />;
  return <List quizzes={quizzes} state={state} />;
}

function List({ quizzes, state }: { quizzes: Quizzes; state: QuizzesState }) {
  const text = useText('quiz');
  const [review, setReview] = useState<{ quiz: QuizInfo; attempt: AttemptInfo } | null>(null);
  if (state.quizzes.length === 0) {
    return (
      <div className="panel-body">
        <State title={text.noneYet}>{text.noneYetText}</State>
      </div>
    );
  }
  return (
    <div className="panel-body">
      <div className="scroll quiz-list">
        {state.quizzes.toReversed().map((quiz) => (
          <TakerCard
            key={quiz.id}
            quiz={quiz}
            own={state.attempts.filter(({ quiz_id }) => quiz_id === quiz.id)}
            onStart={() => trying(quizzes.start(quiz.id))}
            onReview={(attempt) => setReview({ quiz, attempt })}
          />
        ))}
      </div>
      {review !== null && <ReviewDialog {...review} onClose={() => setReview(null)} />}
    </div>
  );
}

interface TakerCardProps {
  quiz: QuizInfo;
  own: readonly AttemptInfo[];
  onStart: () => void;
  onReview: (attempt: AttemptInfo) => void;
}

function TakerCard({ quiz, own, onStart, onReview }: TakerCardProps) {
  const text = useText('quiz');
  const broken = useBroken();
  const left = quiz.settings.attempts - own.length;
  const { minutes } = quiz.settings;
  return (
    <article className="card card-pad col gap-3" aria-label={quiz.title}>
      <div className="col">
        <h3>{quiz.title}</h3>
        <p className="muted small">
          {[
            text.questions(quiz.questions),
            text.points(points(quiz.points)),
            minutes === null ? text.noLimit : text.minutes(minutes),
          ].join(' · ')}
        </p>
        {quiz.settings.exam && <p className="small">{text.examForTaker}</p>}
      </div>
      {own.map((attempt) => (
        <div key={attempt.id} className="row">
          <span className="grow small">
            <Icon name="check" /> {text.submitted(attempt.number)}
            {attempt.ended_by === 'time' && ` · ${text.byTime}`}
          </span>
          {quiz.released === null ? (
            <span className="small faint">{text.notReleased}</span>
          ) : (
            <Button size="sm" onClick={() => onReview(attempt)}>
              {text.seeResult}
            </Button>
          )}
        </div>
      ))}
      {quiz.state === 'open' && left > 0 && (
        <div className="row">
          <span className="grow small faint">{quiz.settings.attempts > 1 && text.attemptsLeft(left)}</span>
          <Button kind="primary" disabled={broken} onClick={onStart}>
            {own.length === 0 ? text.start : text.startAgain}
          </Button>
        </div>
      )}
      {quiz.state === 'closed' && own.length === 0 && <p className="small faint">{text.closedForTaker}</p>}
    </article>
  );
}

function Taking({ quizzes, state }: { quizzes: Quizzes; state: QuizzesState }) {
  const text = useText('quiz');
  const [asking, setAsking] = useState(false);
  const broken = useBroken();
  useFocusLosses(quizzes);
  const { current } = state;
  if (current === null) return null;
  const quiz = state.quizzes.find(({ id }) => id === current.info.quiz_id);
  const open = current.questions.filter(({ response }) => isBlank(response)).length;
  return (
    <>
      <div className="quiz-head">
        <span className="col grow">
          <span className="medium cut">{quiz?.title}</span>
          <Saved saves={state.saves} broken={broken} />
        </span>
        <Countdown info={current.info} base={quiz?.settings.minutes ?? null} />
      </div>
      <div className="panel-body">
        <div className="scroll quiz-list" tabIndex={0} role="region" aria-label={text.questionsLabel}>
          {current.questions.map(({ place, item, response, points: worth }) => (
            <fieldset key={place} className="quiz-question">
              <legend className="row">
                <span className="num faint">{place}</span>
                <span className="small faint">{text.points(points(worth))}</span>
              </legend>
              {item.kind !== 'cloze' && <p className="quiz-text">{item.text}</p>}
              <ItemInput
                name={`question-${place}`}
                item={item}
                response={response}
                onChange={(answer) => quizzes.answer(place, answer)}
              />
              {state.saves[place]?.status === 'refused' && (
                <p className="help" data-kind="error" role="alert">
                  {text.refused}
                </p>
              )}
            </fieldset>
          ))}
        </div>
      </div>
      <div className="panel-foot row">
        <span className="grow small muted" role="status">
          {state.handingIn ? text.handingIn : open === 0 ? text.allAnswered : text.unanswered(open)}
        </span>
        <Button kind="primary" disabled={broken || state.handingIn} onClick={() => setAsking(true)}>
          {text.submit}
        </Button>
      </div>
      {asking && (
        <Dialog title={text.submitTitle} onClose={() => setAsking(false)}>
          <p className="muted">{open === 0 ? text.submitText : text.submitWith(open)}</p>
          <div className="acts">
            <Button kind="quiet" onClick={() => setAsking(false)}>
              {text.goOn}
            </Button>
            <Button
              kind="primary"
              onClick={() => {
                setAsking(false);
                trying(quizzes.submit());
              }}
            >
              {text.submit}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** What the server has, by its clock. */
function Saved({ saves, broken }: { saves: Readonly<Record<number, Save>>; broken: boolean }) {
  const text = useText('quiz');
  const format = useFormats();
  const all = Object.values(saves);
  const last = all.reduce<string>((latest, { at }) => (at !== null && at > latest ? at : latest), '');
  const saving = all.some(({ status }) => status === 'saving');
  return (
    <span className="small faint" role="status">
      {saving
        ? broken
          ? text.queued
          : text.saving
        : last === ''
          ? text.savesItself
          : text.savedAt(format.clock(new Date(last)))}
    </span>
  );
}

function Countdown({ info, base }: { info: AttemptInfo; base: number | null }) {
  const text = useText('quiz');
  const offset = useRoomState((state) => state.entered?.clockOffset ?? 0);
  const now = useNow(1_000);
  if (info.deadline === null) return null;
  const seconds = Math.max(0, Math.ceil((Date.parse(info.deadline) - now.getTime() - offset) / 1000));
  const given = Number(info.minutes);
  return (
    <span className="col quiz-clock" data-kind={seconds <= 60 ? 'danger' : undefined}>
      <span className="num medium" role="timer" aria-label={text.timeLeft}>
        {`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`}
      </span>
      {base !== null && given > base && <span className="small faint">{text.extended(given, base)}</span>}
    </span>
  );
}

/** Tells how long the window was left: information for the teacher, which the start screen says. */
function useFocusLosses(quizzes: Quizzes): void {
  useEffect(() => {
    let left: number | null = null;
    const look = () => {
      if (document.visibilityState === 'hidden') {
        left ??= Date.now();
      } else if (left !== null) {
        const seconds = Math.round((Date.now() - left) / 1000);
        left = null;
        if (seconds > 0) quizzes.lostFocus(seconds).catch(() => undefined);
      }
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [quizzes]);
}
