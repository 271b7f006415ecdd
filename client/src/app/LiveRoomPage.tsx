import { RoomPage } from '../features/media/RoomPage.tsx';
import { roomFeatures } from './roomFeatures.ts';

/** The room with the tools that it has. */
export default function LiveRoomPage() {
  return <RoomPage features={roomFeatures} />;
}
