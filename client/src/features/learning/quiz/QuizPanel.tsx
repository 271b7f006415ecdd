import '../../../ui/css/quiz.css';
import { useSelf } from '../../media/context.ts';
import type { Quizzes } from './quizzes.ts';
import { StaffPanel } from './StaffPanel.tsx';
import { TakerPanel } from './TakerPanel.tsx';

/** Quizzes as staff run them, or as students take them. */
export default function QuizPanel({ quizzes }: { quizzes: Quizzes }) {
  const me = useSelf();
  if (me === null) return null;
  return me.role === 'student' ? <TakerPanel quizzes={quizzes} /> : <StaffPanel quizzes={quizzes} />;
}
