import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Progress, QuizInfo } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { State } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt as trying } from '../../media/attempt.ts';
import { useBroken, useLiveRoom, useRoomState } from '../../media/context.ts';
import { CreateDialog } from './CreateDialog.tsx';
import { points } from './points.ts';
import type { Quizzes } from './quizzes.ts';
import { ResultsDialog } from './ResultsDialog.tsx';
import { TimeDialog } from './TimeDialog.tsx';

/** Minutes that one press gives. */
const MORE = 5;

export function StaffPanel({ quizzes }: { quizzes: Quizzes }) {
  const text = useText('quiz');
  const list = useStore(quizzes.store, (state) => state.quizzes);
  const courseId = useRoomState((state) => state.entered?.session.course_id ?? '');
  const [making, setMaking] = useState(false);
  const [results, setResults] = useState<string | null>(null);
  const [time, setTime] = useState<string | null>(null);
  const timed = list.find(({ id }) => id === time);
  const shown = list.find(({ id }) => id === results);
  return (
    <>
      <div className="panel-body">
        {list.length === 0 ? (
          <State title={text.noneYet}>{text.noneYetStaff}</State>
        ) : (
          <div className="scroll quiz-list">
            {list.toReversed().map((quiz) => (
              <StaffCard
                key={quiz.id}
                quizzes={quizzes}
                quiz={quiz}
                onResults={() => setResults(quiz.id)}
                onTime={() => setTime(quiz.id)}
              />
            ))}
          </div>
        )}
      </div>
      <div className="panel-foot">
        <Button block kind={list.length === 0 ? 'primary' : 'default'} icon="plus" onClick={() => setMaking(true)}>
          {text.make}
        </Button>
      </div>
      {making && <CreateDialog courseId={courseId} onClose={() => setMaking(false)} />}
      {timed !== undefined && <TimeDialog quiz={timed} courseId={courseId} onClose={() => setTime(null)} />}
      {shown !== undefined && <ResultsDialog quiz={shown} onClose={() => setResults(null)} />}
    </>
  );
}

interface StaffCardProps {
  quizzes: Quizzes;
  quiz: QuizInfo;
  onResults: () => void;
  onTime: () => void;
}

function StaffCard({ quizzes, quiz, onResults, onTime }: StaffCardProps) {
  const text = useText('quiz');
  const { room } = useLiveRoom();
  const broken = useBroken();
  const { minutes } = quiz.settings;
  const open = () => room.socket.request<'quiz:open'>({ type: 'quiz:open', quiz: quiz.id });
  const close = (atOnce: boolean) =>
    room.socket.request<'quiz:close'>({ type: 'quiz:close', quiz: quiz.id, at_once: atOnce });
  const release = (what: QuizInfo['released']) =>
    room.socket.request<'quiz:release'>({ type: 'quiz:release', quiz: quiz.id, release: what });
  const extend = async () => {
    const request = { type: 'quiz:extend', quiz: quiz.id, minutes: MORE, people: null } as const;
    const { attempts } = await room.socket.request<'quiz:extend'>(request);
    toast(text.extendedAll(MORE, attempts));
  };
  const remove = () => room.socket.request<'quiz:delete'>({ type: 'quiz:delete', quiz: quiz.id });

  const items: MenuItem[] = [];
  if (minutes !== null && quiz.released === null) items.push({ label: text.time, icon: 'clock-3', onSelect: onTime });
  if (quiz.state === 'draft')
    items.push({ label: text.remove, icon: 'trash-2', danger: true, onSelect: () => trying(remove()) });
  if (quiz.state !== 'draft')
    items.push({ label: text.endAll, icon: 'x', danger: true, onSelect: () => trying(close(true)) });
  if (quiz.state === 'closed' && quiz.released === null)
    items.push({ label: text.reopen, icon: 'rotate-ccw', onSelect: () => trying(open()) });
  return (
    <article className="card card-pad col gap-3" aria-label={quiz.title}>
      <div className="row">
        <h3 className="grow cut">{quiz.title}</h3>
        <span className="badge" data-kind={quiz.state === 'open' ? 'accent' : undefined}>
          {text.states[quiz.state]}
        </span>
        <Menu label={text.more(quiz.title)} className="icon-btn icon-btn-sm" items={items}>
          <Icon name="ellipsis" />
        </Menu>
      </div>
      <p className="muted small">
        {[
          text.questions(quiz.questions),
          text.points(points(quiz.points)),
          minutes === null ? text.noLimit : text.minutes(minutes),
          ...(quiz.settings.exam ? [text.exam] : []),
        ].join(' · ')}
      </p>
      {quiz.state !== 'draft' && <ProgressList quizzes={quizzes} quiz={quiz} />}
      <div className="row quiz-acts">
        {quiz.state === 'draft' && (
          <Button kind="primary" disabled={broken} onClick={() => trying(open())}>
            {text.open}
          </Button>
        )}
        {quiz.state !== 'draft' && minutes !== null && quiz.released === null && (
          <Button size="sm" disabled={broken} onClick={() => trying(extend())}>
            {text.giveAll(MORE)}
          </Button>
        )}
        {quiz.state === 'open' && (
          <Button size="sm" disabled={broken} onClick={() => trying(close(false))}>
            {text.closeQuiz}
          </Button>
        )}
        {quiz.state !== 'draft' && (
          <Button size="sm" onClick={onResults}>
            {text.results}
          </Button>
        )}
        {quiz.state === 'closed' && (
          <Menu
            label={text.release}
            words
            up
            className="btn btn-sm"
            items={([null, 'scores', 'answers'] as const).map((what) => ({
              label: text.releases[what ?? 'nothing'],
              checked: quiz.released === what,
              onSelect: () => trying(release(what)),
            }))}
          >
            {quiz.released === null ? text.release : text.releases[quiz.released]}
            <Icon name="chevron-down" />
          </Menu>
        )}
      </div>
    </article>
  );
}

/** How far everybody is, as it happens. */
function ProgressList({ quizzes, quiz }: { quizzes: Quizzes; quiz: QuizInfo }) {
  const text = useText('quiz');
  const broken = useBroken();
  const people = useStore(quizzes.store, (state) => state.progress[quiz.id]);
  const live = quiz.state === 'open' || (people ?? []).some(({ attempt }) => attempt.submitted_at === null);
  const [shown, setShown] = useState(live);
  const watching = shown && !broken;
  useEffect(() => {
    if (!watching) return;
    trying(quizzes.watch(quiz.id));
    return () => void quizzes.watch(null);
  }, [quizzes, quiz.id, watching]);
  const done = (people ?? []).filter(({ attempt }) => attempt.submitted_at !== null).length;
  return (
    <details open={shown} onToggle={({ currentTarget }) => setShown(currentTarget.open)}>
      <summary className="small medium">
        {people === undefined ? text.progress : text.progressOf(done, people.length)}
      </summary>
      {people?.length === 0 && <p className="small faint">{text.nobodyYet}</p>}
      <ul className="quiz-people">
        {people?.map((person) => (
          <PersonRow key={person.participant_id} quiz={quiz} person={person} />
        ))}
      </ul>
    </details>
  );
}

function PersonRow({ quiz, person }: { quiz: QuizInfo; person: Progress }) {
  const text = useText('quiz');
  const { room } = useLiveRoom();
  const { attempt } = person;
  const extend = async () => {
    const people = [person.participant_id];
    await room.socket.request<'quiz:extend'>({ type: 'quiz:extend', quiz: quiz.id, minutes: MORE, people });
    toast(text.extendedOne(MORE, person.name));
  };
  const mayExtend =
    attempt.minutes !== null &&
    quiz.released === null &&
    (attempt.submitted_at === null || attempt.ended_by === 'time');
  return (
    <li className="row row-3">
      <span className="col grow">
        <span className="cut">{person.name}</span>
        <span className="small faint">
          {[
            attempt.submitted_at === null ? text.answered(person.answered, quiz.questions) : text.done,
            ...(person.focus_losses > 0 ? [text.away(person.focus_losses, person.away_seconds)] : []),
            ...(attempt.minutes !== null && Number(attempt.minutes) !== quiz.settings.minutes
              ? [text.minutes(Number(attempt.minutes))]
              : []),
          ].join(' · ')}
        </span>
      </span>
      {mayExtend && (
        <Button size="sm" aria-label={text.giveOne(MORE, person.name)} onClick={() => trying(extend())}>
          +{MORE}
        </Button>
      )}
    </li>
  );
}
