import '../../ui/css/media.css';
import { useEffect, useMemo, useState } from 'react';
import { Redirect, useLocation, useParams } from 'wouter';
import type { Muted } from '../../core/protocol.gen.ts';
import type { Room } from '../../core/room.ts';
import { Closed } from './Closed.tsx';
import { LiveRoomContext, type LiveRoom, type StartFeature } from './context.ts';
import { createDesk } from './desk.ts';
import { admitted, createRoom, dismissed } from './live.ts';
import { RoomScreen } from './RoomScreen.tsx';

/** The live room, for those who came in by its door; others are led there first. */
export function RoomPage({ features }: { features: readonly StartFeature[] }) {
  const { sessionId = '' } = useParams();
  const [muted] = useState(() => admitted(sessionId));
  if (muted === null) return <Redirect to={`/sessions/${sessionId}`} replace />;
  return <Live key={sessionId} sessionId={sessionId} muted={muted} features={features} />;
}

function Live({ sessionId, muted, features }: { sessionId: string; muted: Muted; features: readonly StartFeature[] }) {
  const [, navigate] = useLocation();
  const entered = useEntered(sessionId, features, () => createRoom(sessionId, muted));
  const { room } = entered;
  const live = useMemo<LiveRoom>(
    () => ({
      ...entered,
      Closed,
      leave: () => {
        const courseId = room.store.getState().entered?.session.course_id;
        dismissed(sessionId);
        void room.leave();
        navigate(courseId === undefined ? '/' : `/courses/${courseId}`);
      },
    }),
    [room, entered, sessionId, navigate],
  );
  return (
    <LiveRoomContext value={live}>
      <RoomScreen />
    </LiveRoomContext>
  );
}

/** Goes into a room with its tools as long as the page is there. */
export function useEntered(
  sessionId: string,
  features: readonly StartFeature[],
  create: () => Room,
): Pick<LiveRoom, 'room' | 'sessionId' | 'features' | 'desk'> {
  const [entered] = useState(() => {
    const room = create();
    const desk = createDesk(sessionId);
    const started = features.map((feature) => feature(room, sessionId, desk));
    for (const tool of started) room.use(tool);
    return { room, sessionId, features: started, desk };
  });
  const { room } = entered;
  useEffect(() => {
    room.enter();
    return () => room.stop();
  }, [room]);
  return entered;
}
