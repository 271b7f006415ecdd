import type { LetterMove, StudentView } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';

/** Whose letters a change alters, before it is saved. */
export function Moves({ moves, students }: { moves: readonly LetterMove[]; students: readonly StudentView[] }) {
  const text = useText('gradebook').moves;
  if (moves.length === 0) return <p className="muted">{text.none}</p>;
  return (
    <div className="col gap-1" role="status">
      <b className="medium">{text.some(moves.length)}</b>
      <p className="muted">
        {moves
          .slice(0, 12)
          .map(
            (move) =>
              `${students.find(({ id }) => id === move.student_id)?.name ?? ''} ${move.before ?? '–'} → ${move.after ?? '–'}`,
          )
          .join(' · ')}
      </p>
    </div>
  );
}
