import { breakoutsFeature } from '../features/learning/breakouts/feature.tsx';
import { chatFeature } from '../features/learning/chat/feature.tsx';
import { handsFeature } from '../features/learning/hands/feature.tsx';
import { moodsFeature } from '../features/learning/moods/feature.tsx';
import { pollFeature } from '../features/learning/polls/feature.tsx';
import { quizFeature } from '../features/learning/quiz/feature.tsx';
import { questionBoardFeature } from '../features/learning/question_board/feature.tsx';
import { controlsFeature } from '../features/media/controls/feature.tsx';
import { RoomPage } from '../features/media/RoomPage.tsx';

const features = [
  controlsFeature,
  chatFeature,
  questionBoardFeature,
  handsFeature,
  pollFeature,
  breakoutsFeature,
  quizFeature,
  moodsFeature,
];

/** The room with the tools that it has: here, and only here, media and the tools of learning meet. */
export default function LiveRoomPage() {
  return <RoomPage features={features} />;
}
