import { lazy, Suspense, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Room } from '../../../core/room.ts';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { useSelf, type RoomFeature } from '../../media/context.ts';
import type { Desk } from '../../media/desk.ts';
import { narrator } from '../../media/narrator.ts';
import { Breakouts, type BreakoutsState } from './breakouts.ts';

const BreakoutPanel = lazy(() => import('./BreakoutPanel.tsx'));
const GroupsStage = lazy(() => import('./GroupsStage.tsx'));
const GroupCard = lazy(() => import('./GroupCard.tsx'));

/** Breakouts as a tool of the room: a panel and a stage for staff, a card for everybody. What is shown is fetched then. */
export function breakoutsFeature(room: Room, sessionId: string, desk: Desk): RoomFeature {
  const breakouts = new Breakouts(room, sessionId, desk);
  return {
    name: breakouts.name,
    restore: (snapshot) => breakouts.restore(snapshot),
    receive: (event) => breakouts.receive(event),
    settled: () => breakouts.settled(),
    panel: {
      icon: 'users-round',
      place: 'teaching',
      shortcut: 'KeyB',
      label: (words) => words.panels.breakouts,
      isFor: isStaff,
      useUnread: () => useCalls(breakouts),
      unread: (words, count) => words.panels.calls(count),
      Panel: () => (
        <Suspense fallback={<div className="panel-body" />}>
          <BreakoutPanel breakouts={breakouts} />
        </Suspense>
      ),
    },
    Stage: () => (
      <Suspense fallback={null}>
        <GroupsStage breakouts={breakouts} />
      </Suspense>
    ),
    Notice: () => <Card breakouts={breakouts} />,
  };
}

/** How many groups call for help; staff hear of it. */
function useCalls(breakouts: Breakouts): number {
  const text = useText('room').panels;
  const calls = useStore(breakouts.store, waiting);
  const before = useRef(calls);
  const words = useRef(text.calls);
  useEffect(() => {
    words.current = text.calls;
  }, [text]);
  const line = useRef(() => {
    const count = waiting(breakouts.store.getState());
    return count === 0 ? '' : words.current(count);
  });
  useEffect(() => {
    if (calls > before.current) narrator.tell('groups', line.current);
    before.current = calls;
  }, [calls]);
  return calls;
}

const waiting = ({ breakout }: BreakoutsState) => breakout?.groups.filter(({ help }) => help !== null).length ?? 0;

function Card({ breakouts }: { breakouts: Breakouts }) {
  const open = useStore(breakouts.store, ({ breakout }) => breakout?.state === 'open');
  const me = useSelf();
  if (!open || me === null) return null;
  return (
    <Suspense fallback={null}>
      <GroupCard breakouts={breakouts} me={me} />
    </Suspense>
  );
}
