import { participationFeature } from '../features/analytics/participation/feature.tsx';
import { breakoutsFeature } from '../features/learning/breakouts/feature.tsx';
import { chatFeature } from '../features/learning/chat/feature.tsx';
import { discussionFeature } from '../features/learning/discussion/feature.tsx';
import { handsFeature } from '../features/learning/hands/feature.tsx';
import { moodsFeature } from '../features/learning/moods/feature.tsx';
import { planFeature } from '../features/learning/plan/feature.tsx';
import { pollFeature } from '../features/learning/polls/feature.tsx';
import { quizFeature } from '../features/learning/quiz/feature.tsx';
import { reactionsFeature } from '../features/learning/reactions/feature.tsx';
import { notesFeature } from '../features/learning/notes/feature.tsx';
import { questionBoardFeature } from '../features/learning/question_board/feature.tsx';
import { slidesFeature } from '../features/learning/slides/feature.tsx';
import { whiteboardFeature } from '../features/learning/whiteboard/feature.tsx';
import { controlsFeature } from '../features/media/controls/feature.tsx';

/** The tools of the room: here, and only here, media and the tools of learning meet. */
export const roomFeatures = [
  planFeature,
  controlsFeature,
  chatFeature,
  questionBoardFeature,
  notesFeature,
  handsFeature,
  discussionFeature,
  reactionsFeature,
  pollFeature,
  breakoutsFeature,
  quizFeature,
  moodsFeature,
  slidesFeature,
  whiteboardFeature,
  participationFeature,
];
