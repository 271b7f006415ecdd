import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import type { Room } from '../../../core/room.ts';
import { self } from '../../../core/room-state.ts';
import { textNow, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import type { RoomFeature } from '../../media/context.ts';
import { useSelf } from '../../media/context.ts';
import type { Desk } from '../../media/desk.ts';
import { narrator } from '../../media/narrator.ts';
import { useSaid } from '../../media/useSaid.ts';
import { Quizzes, sitsExam, type QuizzesState } from './quizzes.ts';

const QuizPanel = lazy(() => import('./QuizPanel.tsx'));

/** Quizzes as a tool of the room; the panel is fetched when it is first opened. */
export function quizFeature(room: Room, _sessionId: string, desk: Desk): RoomFeature {
  const quizzes = new Quizzes(room);
  quizzes.store.subscribe((state) => {
    const exam = sitsExam(state);
    if (exam !== desk.getState().exam) desk.setState(exam ? { exam, panel: quizzes.name, stage: null } : { exam });
  });
  return {
    name: quizzes.name,
    restore: (snapshot) => quizzes.restore(snapshot),
    receive: (event) => {
      const before = quizzes.store.getState().quizzes;
      quizzes.receive(event);
      const words = textNow('quiz');
      if (event.type !== 'quiz:changed' || event.quiz.released === null || words === undefined) return;
      if (self(room.store.getState())?.role !== 'student') return;
      void import('./news.ts').then(({ releases }) => releases.see(narrator, words, event.quiz, before));
    },
    settled: (message, outcome) => quizzes.settled(message, outcome),
    panel: {
      icon: 'clipboard-check',
      place: 'side',
      shortcut: null,
      inExam: true,
      label: (words) => words.panels.quiz,
      isFor: (me) => me.role !== 'observer' && me.role !== 'guest',
      useUnread: () => useWaiting(quizzes),
      unread: (words, count) => words.openQuizzes(count),
      Panel: () => (
        <Suspense fallback={null}>
          <QuizPanel quizzes={quizzes} />
        </Suspense>
      ),
    },
    Notice: () => (
      <>
        <OpenNotice quizzes={quizzes} desk={desk} />
        <ExamNotice desk={desk} />
      </>
    ),
    Cell: () => <ExamCell quizzes={quizzes} />,
    Mark: ({ participant }) => <ExamMark quizzes={quizzes} person={participant.id} />,
  };
}

/** Quizzes that are open to start, or under way. */
const waiting = ({ quizzes, attempts }: QuizzesState) =>
  quizzes.filter((quiz) => {
    const own = attempts.filter(({ quiz_id }) => quiz_id === quiz.id);
    return own.some(({ submitted_at }) => submitted_at === null) || (quiz.state === 'open' && own.length === 0);
  });

function useWaiting(quizzes: Quizzes): number {
  const me = useSelf();
  const count = useStore(quizzes.store, (state) => waiting(state).length);
  return me?.role === 'student' ? count : 0;
}

/** The card that says to students that a quiz is open. */
function OpenNotice({ quizzes, desk }: { quizzes: Quizzes; desk: Desk }) {
  const text = useText('quiz');
  const me = useSelf();
  const panel = useStore(desk, (state) => state.panel);
  const title = useStore(quizzes.store, (state) => waiting(state)[0]?.title ?? null);
  const words = me?.role !== 'student' || title === null || panel === quizzes.name ? '' : text.isOpen(title);
  useSaid('quizzes', words);
  if (words === '') return null;
  return (
    <div className="stage-notice">
      <Icon name="circle-help" />
      <span className="grow">{words}</span>
      <Button size="sm" kind="primary" onClick={() => desk.setState({ panel: quizzes.name })}>
        {text.show}
      </Button>
    </div>
  );
}

/** Why the rest of the room is not there, and until when. */
function ExamNotice({ desk }: { desk: Desk }) {
  const text = useText('quiz');
  const exam = useStore(desk, (state) => state.exam);
  useSaid('quizzes', exam ? text.examMode : '');
  if (!exam) return null;
  return (
    <div className="stage-notice">
      <Icon name="clipboard-check" />
      <span className="grow">{text.examMode}</span>
    </div>
  );
}

/** How many people sit an exam now, for staff. */
function ExamCell({ quizzes }: { quizzes: Quizzes }) {
  const text = useText('quiz');
  const count = useStore(quizzes.store, ({ examined }) => examined.length);
  if (count === 0) return null;
  return (
    <section aria-label={text.inExam}>
      <div className="col">
        <span className="k">{text.inExam}</span>
        <span className="v">{text.examined(count)}</span>
      </div>
    </section>
  );
}

function ExamMark({ quizzes, person }: { quizzes: Quizzes; person: string }) {
  const text = useText('quiz');
  const here = useStore(quizzes.store, ({ examined }) => examined.includes(person));
  if (!here) return null;
  return (
    <span className="exam-mark" title={text.inExam}>
      <Icon name="clipboard-check" size={14} />
      <span className="sr">{text.inExam}</span>
    </span>
  );
}
