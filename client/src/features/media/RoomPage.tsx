import '../../ui/css/media.css';
import { useEffect, useMemo, useState } from 'react';
import { Redirect, useLocation, useParams } from 'wouter';
import type { Muted } from '../../core/protocol.gen.ts';
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
  const [{ room, started, desk }] = useState(() => start(sessionId, muted, features));
  useEffect(() => {
    room.enter();
    return () => room.stop();
  }, [room]);

  const live = useMemo<LiveRoom>(
    () => ({
      room,
      sessionId,
      features: started,
      desk,
      leave: () => {
        const courseId = room.store.getState().entered?.session.course_id;
        dismissed(sessionId);
        void room.leave();
        navigate(courseId === undefined ? '/' : `/courses/${courseId}`);
      },
    }),
    [room, sessionId, started, desk, navigate],
  );
  return (
    <LiveRoomContext value={live}>
      <RoomScreen />
    </LiveRoomContext>
  );
}

function start(sessionId: string, muted: Muted, features: readonly StartFeature[]) {
  const room = createRoom(sessionId, muted);
  const desk = createDesk(sessionId);
  const started = features.map((feature) => feature(room, sessionId, desk));
  for (const tool of started) room.use(tool);
  return { room, started, desk };
}
