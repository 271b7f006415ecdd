import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import type { Participant } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { useSelf, type RoomFeature } from '../../media/context.ts';
import { Insights } from './tool.ts';

const InsightsPanel = lazy(() => import('./InsightsPanel.tsx'));
const OwnPanel = lazy(() => import('./OwnPanel.tsx'));
const UnspokenCell = lazy(() => import('./UnspokenCell.tsx'));
const InsightsStage = lazy(() => import('./InsightsStage.tsx'));

/** Participation as a tool of the room: for who teaches a panel and a stage, for students what is counted of them. */
export function participationFeature(room: Room): RoomFeature {
  const insights = new Insights(room);
  return {
    name: insights.name,
    stateOnly: true,
    restore: () => insights.restore(),
    receive: (event) => insights.receive(event),
    settled: () => insights.settled(),
    panel: {
      icon: 'gauge',
      place: 'side',
      shortcut: 'KeyI',
      label: (words) => words.panels.insights,
      isFor: counts,
      useUnread: () => 0,
      unread: () => '',
      Panel: function Panel() {
        const student = useSelf()?.role === 'student';
        return (
          <Suspense fallback={<div className="panel-body" />}>
            {student ? <OwnPanel insights={insights} /> : <InsightsPanel insights={insights} />}
          </Suspense>
        );
      },
    },
    Cell: function Cell() {
      const known = useStore(insights.store, ({ of }) => (of?.people ?? null) !== null);
      if (!known) return null;
      return (
        <Suspense fallback={null}>
          <UnspokenCell insights={insights} />
        </Suspense>
      );
    },
    Stage: () => (
      <Suspense fallback={null}>
        <InsightsStage insights={insights} />
      </Suspense>
    ),
  };
}

/** Observers and guests count in nothing and see nothing of it. */
function counts(me: Participant): boolean {
  return me.role !== 'observer' && me.role !== 'guest';
}
