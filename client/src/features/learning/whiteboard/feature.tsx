import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import type { Participant } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';
import { textNow } from '../../../i18n/index.ts';
import { attempt } from '../../media/attempt.ts';
import type { StartFeature } from '../../media/context.ts';
import { Whiteboard } from './whiteboard.ts';

const BoardStage = lazy(() => import('./BoardStage.tsx'));

/** Boards as a tool of the room: a button that fills the stage with one. What draws is fetched with the first. */
export const whiteboardFeature: StartFeature = (room, sessionId, desk) => {
  const whiteboard = new Whiteboard(room, sessionId, desk);
  return {
    name: whiteboard.name,
    restore: (snapshot) => whiteboard.restore(snapshot),
    receive: (event) => whiteboard.receive(event),
    settled: () => whiteboard.settled(),
    stageTool: {
      icon: 'pen-tool',
      shortcut: 'KeyW',
      beside: true,
      label: (words) => words.panels.whiteboard,
      useLive: () => useStore(whiteboard.store, ({ shown }) => shown !== null),
    },
    Stage: () => (
      <Suspense fallback={null}>
        <BoardStage whiteboard={whiteboard} />
      </Suspense>
    ),
    personMenu: (person, me) => {
      const text = textNow('whiteboard');
      if (text === undefined || !whiteboard.isOnStage() || !isStaff(me) || draws(person)) return [];
      const board = whiteboard.session.getState().open?.board ?? sessionId;
      const settings = whiteboard.settingsOf(board);
      const may = settings.people[person.id] ?? (settings.writing === 'everyone' && person.role !== 'guest');
      return [
        {
          label: may ? text.forbid : text.allow,
          icon: 'pencil',
          onSelect: () => attempt(whiteboard.permit(board, person.id, !may)),
        },
      ];
    },
  };
};

/** Whom no rule keeps from drawing, or lets draw. */
function draws(person: Participant): boolean {
  return isStaff(person) || person.role === 'observer';
}
