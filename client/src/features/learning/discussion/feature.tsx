import { lazy, Suspense, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Room } from '../../../core/room.ts';
import { isStaff, self } from '../../../core/room-state.ts';
import type { RoomFeature } from '../../media/context.ts';
import { offerPanel, togglePanel, type Desk } from '../../media/desk.ts';
import { narrator } from '../../media/narrator.ts';
import { CallNotice, useCallNews } from '../cold_call/CallNotice.tsx';
import { ColdCalls } from '../cold_call/coldCalls.ts';
import { Debates, waitsForView } from '../debate/debates.ts';
import { openVote } from '../debate/state.ts';
import { Floors } from '../floor/floors.ts';
import { ThinkCell, ThinkNotice, useThinkTime } from '../floor/places.tsx';
import { thinking, uncalled, type FloorState } from '../floor/state.ts';

const DiscussionPanel = lazy(() => import('./DiscussionPanel.tsx'));
const DebateNotice = lazy(async () => ({ default: (await import('../debate/places.tsx')).DebateNotice }));
const DebateCell = lazy(async () => ({ default: (await import('../debate/places.tsx')).DebateCell }));
const DebateAloud = lazy(async () => ({ default: (await import('../debate/places.tsx')).DebateAloud }));

/** Leading a discussion: the panel of the tools that give the floor. */
export function discussionFeature(room: Room, sessionId: string, desk: Desk): RoomFeature {
  const floors = new Floors(room);
  const calls = new ColdCalls(room, sessionId);
  const debates = new Debates(room, sessionId);
  room.use(calls);
  room.use(debates);
  const student = () => self(room.store.getState())?.role === 'student';
  const offer = () => {
    const { panel, exam } = desk.getState();
    // Whoever is reading or writing elsewhere keeps that, and finds the question by its key or the notice.
    if (student() && panel === null && !exam) offerPanel(desk, floors.name);
  };
  debates.store.subscribe(({ debate }, before) => {
    if (debate?.id === before.debate?.id && openVote(debate) !== null && openVote(before.debate) === null) offer();
  });
  return {
    name: floors.name,
    restore: (snapshot) => floors.restore(snapshot),
    receive: (event) => {
      const before = thinking(floors.store.getState())?.id;
      floors.receive(event);
      const after = thinking(floors.store.getState())?.id;
      if (after !== undefined && after !== before) offer();
    },
    settled: () => floors.settled(),
    panel: {
      icon: 'messages-square',
      place: 'teaching',
      shortcut: 'KeyD',
      label: (words) => words.panels.discussion,
      useUnread: () => {
        const asked = useStore(floors.store, (state) => open(state, isStaff(self(room.store.getState()))));
        return asked + useStore(debates.store, (state) => (waitsForView(state, student()) ? 1 : 0));
      },
      unread: (words) => words.panels.toAnswer,
      Panel: () => (
        <Suspense fallback={null}>
          <DiscussionPanel floors={floors} calls={calls} debates={debates} />
        </Suspense>
      ),
    },
    Notice: () => (
      <>
        <ThinkNotice floors={floors} />
        <CallNotice calls={calls} />
        <WithDebate debates={debates}>
          <DebateNotice debates={debates} panel={floors.name} open={() => togglePanel(desk, floors.name)} />
        </WithDebate>
      </>
    ),
    Cell: () => (
      <>
        <ThinkCell floors={floors} />
        <WithDebate debates={debates}>
          <DebateCell debates={debates} />
        </WithDebate>
      </>
    ),
    Overlay: function DiscussionOverlay() {
      useThinkTime(floors);
      useCallNews(calls);
      return (
        <WithDebate debates={debates}>
          <DebateAloud debates={debates} narrator={narrator} />
        </WithDebate>
      );
    },
  };
}

/** What a debate needs is fetched with the first. */
function WithDebate({ debates, children }: { debates: Debates; children: ReactNode }) {
  const shown = useStore(debates.store, ({ debate }) => debate !== null);
  return shown ? <Suspense fallback={null}>{children}</Suspense> : null;
}

/** What waits: for staff those who have not been called, for others a question that they have not answered. */
function open(state: FloorState, staff: boolean): number {
  if (staff) return state.floor?.state === 'revealed' ? uncalled(state.floor).length : 0;
  return thinking(state) !== null && state.own === null ? 1 : 0;
}
