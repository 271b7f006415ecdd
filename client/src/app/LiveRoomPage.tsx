import { chatPanel } from '../features/learning/chat/panel.tsx';
import { RoomPage } from '../features/media/RoomPage.tsx';

const panels = [chatPanel];

/** The room with the tools that it has: here, and only here, media and the tools of learning meet. */
export default function LiveRoomPage() {
  return <RoomPage panels={panels} />;
}
