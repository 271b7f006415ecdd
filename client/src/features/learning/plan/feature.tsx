import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import type { Room } from '../../../core/room.ts';
import { mayHost, useSelf, type RoomFeature } from '../../media/context.ts';
import { Plans } from './plans.ts';

const PlanPanel = lazy(() => import('./PlanPanel.tsx'));
const PlanCells = lazy(() => import('./PlanCells.tsx'));
const OutlineNotice = lazy(() => import('./OutlineNotice.tsx'));

/** The lesson plan as a tool of the room: a panel and the strip for staff, titles for others. Each is fetched when shown. */
export function planFeature(room: Room): RoomFeature {
  const plans = new Plans(room);
  return {
    name: plans.name,
    restore: (snapshot) => plans.restore(snapshot),
    receive: (event) => plans.receive(event),
    settled: () => plans.settled(),
    panel: {
      icon: 'list-checks',
      place: 'teaching',
      shortcut: 'KeyL',
      label: (words) => words.panels.plan,
      isFor: ({ role }) => mayHost(role),
      useUnread: () => 0,
      unread: () => '',
      Panel: () => (
        <Suspense fallback={null}>
          <PlanPanel plans={plans} />
        </Suspense>
      ),
    },
    Cell: function PlanCell() {
      const shown = useStore(plans.store, ({ run }) => run !== null);
      return shown ? (
        <Suspense fallback={null}>
          <PlanCells plans={plans} />
        </Suspense>
      ) : null;
    },
    Notice: function PlanNotice() {
      const shown = useStore(plans.store, ({ outline }) => outline !== null);
      const me = useSelf();
      return shown && me !== null && !mayHost(me.role) ? (
        <Suspense fallback={null}>
          <OutlineNotice plans={plans} />
        </Suspense>
      ) : null;
    },
  };
}
