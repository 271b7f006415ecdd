import { GuestRoom } from '../features/media/guests/GuestRoom.tsx';
import { roomFeatures } from './roomFeatures.ts';

/** The same room for a guest. What of a tool is not for guests, the tool leaves out itself. */
export default function GuestRoomPage() {
  return <GuestRoom features={roomFeatures} />;
}
