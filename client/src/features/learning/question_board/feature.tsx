import { lazy, Suspense, useEffect } from 'react';
import { useStore } from 'zustand';
import { ApiError } from '../../../core/api.ts';
import { isStaff, self } from '../../../core/room-state.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { languageStore, load } from '../../../i18n/language.ts';
import { Button } from '../../../ui/Button.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useSelf, type StartFeature } from '../../media/context.ts';
import { narrator } from '../../media/narrator.ts';
import { QuestionBoard } from './board.ts';
import { answers, onBoard, onStrip } from './state.ts';

const BoardPanel = lazy(() => import('./BoardPanel.tsx'));

/** The question board as a tool of the room: a panel for everybody, and what staff put onto the teacher's strip. */
export const questionBoardFeature: StartFeature = (room, sessionId) => {
  const board = new QuestionBoard(room, sessionId);
  return {
    name: board.name,
    restore: (snapshot) => board.restore(snapshot),
    receive: (event) => {
      const before = board.store.getState().questions;
      board.receive(event);
      if (event.type !== 'question:changed' || event.question.state === 'open' || isStaff(self(room.store.getState())))
        return;
      // The board need not have been opened yet.
      const words = load(languageStore.getState().language, 'questionBoard');
      void Promise.all([import('./news.ts'), words]).then(([{ answers }, text]) =>
        answers.see(narrator, text, event.question, before),
      );
    },
    settled: (message, outcome) => board.settled(message, outcome),
    panel: {
      icon: 'circle-help',
      place: 'side',
      shortcut: 'KeyQ',
      label: (words) => words.panels.questions,
      useUnread: () => useWaiting(board),
      unread: (words, count) => words.panels.openQuestions(count),
      Panel: () => (
        <Suspense>
          <BoardPanel board={board} />
        </Suspense>
      ),
    },
    Cell: () => <StripCell board={board} />,
    Overlay: () => <Refusals board={board} />,
  };
};

/** How many wait for an answer, for those who give it. */
function useWaiting(board: QuestionBoard): number {
  const me = useSelf();
  const open = useStore(board.store, (state) => onBoard(state).open.length);
  return me !== null && answers(me) ? open : 0;
}

/** The question that is next on the teacher's strip. */
function StripCell({ board }: { board: QuestionBoard }) {
  const text = useText('questionBoard');
  const queued = onStrip(useStore(board.store));
  const [next] = queued;
  if (next === undefined) return null;
  return (
    <section className="strip-question" aria-label={text.stripOf(queued.length)}>
      <span className="k">{text.stripOf(queued.length)}</span>
      <span className="cut" title={next.text}>
        {next.text}
      </span>
      <Button size="sm" onClick={() => board.answer(next, 'live')}>
        {text.done}
      </Button>
    </section>
  );
}

function Refusals({ board }: { board: QuestionBoard }) {
  const errorText = useErrorText();
  useEffect(() => {
    board.whenRefused(({ code, message }) => toast(errorText(new ApiError(code, { status: 400, message })).what));
  });
  return null;
}
