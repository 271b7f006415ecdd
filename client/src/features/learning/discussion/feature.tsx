import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import type { Room } from '../../../core/room.ts';
import { isStaff, self } from '../../../core/room-state.ts';
import type { RoomFeature } from '../../media/context.ts';
import { offerPanel, type Desk } from '../../media/desk.ts';
import { CallNotice, useCallNews } from '../cold_call/CallNotice.tsx';
import { ColdCalls } from '../cold_call/coldCalls.ts';
import { Floors } from '../floor/floors.ts';
import { ThinkCell, ThinkNotice, useThinkTime } from '../floor/places.tsx';
import { thinking, uncalled, type FloorState } from '../floor/state.ts';

const DiscussionPanel = lazy(() => import('./DiscussionPanel.tsx'));

/** Leading a discussion: the panel of the tools that give the floor. */
export function discussionFeature(room: Room, _sessionId: string, desk: Desk): RoomFeature {
  const floors = new Floors(room);
  const calls = new ColdCalls(room);
  room.use(calls);
  return {
    name: floors.name,
    restore: (snapshot) => floors.restore(snapshot),
    receive: (event) => {
      const before = thinking(floors.store.getState())?.id;
      floors.receive(event);
      const after = thinking(floors.store.getState())?.id;
      const me = self(room.store.getState());
      const { panel, exam } = desk.getState();
      // Whoever is reading or writing elsewhere keeps that, and finds the question by its key or the notice.
      if (after !== undefined && after !== before && me?.role === 'student' && panel === null && !exam)
        offerPanel(desk, floors.name);
    },
    settled: () => floors.settled(),
    panel: {
      icon: 'messages-square',
      place: 'teaching',
      shortcut: 'KeyD',
      label: (words) => words.panels.discussion,
      useUnread: () => useStore(floors.store, (state) => open(state, isStaff(self(room.store.getState())))),
      unread: (words) => words.panels.toAnswer,
      Panel: () => (
        <Suspense fallback={null}>
          <DiscussionPanel floors={floors} calls={calls} />
        </Suspense>
      ),
    },
    Notice: () => (
      <>
        <ThinkNotice floors={floors} />
        <CallNotice calls={calls} />
      </>
    ),
    Cell: () => <ThinkCell floors={floors} />,
    Overlay: function DiscussionOverlay() {
      useThinkTime(floors);
      useCallNews(calls);
      return null;
    },
  };
}

/** What waits: for staff those who have not been called, for others a question that they have not answered. */
function open(state: FloorState, staff: boolean): number {
  if (staff) return state.floor?.state === 'revealed' ? uncalled(state.floor).length : 0;
  return thinking(state) !== null && state.own === null ? 1 : 0;
}
