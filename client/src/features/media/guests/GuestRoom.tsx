import '../../../ui/css/media.css';
import { useMemo, useState } from 'react';
import { Redirect } from 'wouter';
import type { Muted } from '../../../core/protocol.gen.ts';
import { LiveRoomContext, type LiveRoom, type StartFeature } from '../context.ts';
import { createRoom } from '../live.ts';
import { useEntered } from '../RoomPage.tsx';
import { RoomScreen } from '../RoomScreen.tsx';
import { guestWay } from './guest.ts';
import { GuestClosed } from './GuestClosed.tsx';
import { changePass, currentPass } from './pass.ts';

/** The live room for a guest who came in by its door; a reload goes straight back in as the same guest. */
export function GuestRoom({ features }: { features: readonly StartFeature[] }) {
  const [pass] = useState(currentPass);
  const { inside = null, sessionId = null } = pass ?? {};
  if (inside === null || sessionId === null) return <Redirect to="/guest" replace />;
  return <Live sessionId={sessionId} muted={inside} features={features} />;
}

function Live({ sessionId, muted, features }: { sessionId: string; muted: Muted; features: readonly StartFeature[] }) {
  const entered = useEntered(sessionId, features, () => createRoom(sessionId, muted, guestWay()));
  const { room } = entered;
  const live = useMemo<LiveRoom>(
    () => ({
      ...entered,
      Closed: GuestClosed,
      leave: () => {
        changePass({ inside: null });
        void room.leave();
      },
    }),
    [entered, room],
  );
  return (
    <LiveRoomContext value={live}>
      <RoomScreen />
    </LiveRoomContext>
  );
}
