import { lazy } from 'react';
import type { RecordSection } from '../features/analytics/record/sections.ts';

/** What tools show in the record of a session, in this order: here, and only here, the record and they meet. */
export const recordSections: readonly RecordSection[] = [
  { name: 'polls', Section: lazy(() => import('../features/learning/polls/RecordPolls.tsx')) },
  { name: 'quiz', Section: lazy(() => import('../features/learning/quiz/RecordQuizzes.tsx')) },
  { name: 'debate', Section: lazy(() => import('../features/learning/debate/RecordDebates.tsx')) },
  { name: 'slides', Section: lazy(() => import('../features/learning/slides/RecordSlides.tsx')) },
  { name: 'whiteboard', Section: lazy(() => import('../features/learning/whiteboard/RecordBoards.tsx')) },
  { name: 'notes', Section: lazy(() => import('../features/learning/notes/RecordNotes.tsx')) },
  { name: 'question_board', Section: lazy(() => import('../features/learning/question_board/RecordQuestions.tsx')) },
  { name: 'chat', Section: lazy(() => import('../features/learning/chat/RecordChat.tsx')) },
  { name: 'guests', Section: lazy(() => import('../features/media/guests/RecordGuests.tsx')) },
];
