import { lazy, Suspense, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Room } from '../../../core/room.ts';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { announce } from '../../../ui/announce.ts';
import { useSelf, type RoomFeature } from '../../media/context.ts';
import type { Desk } from '../../media/desk.ts';
import { Breakouts } from './breakouts.ts';

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

/** How many groups call for help; staff hear of each. */
function useCalls(breakouts: Breakouts): number {
  const text = useText('room').panels;
  const calls = useStore(
    breakouts.store,
    ({ breakout }) => breakout?.groups.filter(({ help }) => help !== null).length ?? 0,
  );
  const before = useRef(calls);
  useEffect(() => {
    if (calls > before.current) announce(text.calls(calls));
    before.current = calls;
  }, [calls, text]);
  return calls;
}

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
