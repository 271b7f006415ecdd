import { useText } from '../../../i18n/index.ts';
import { useSelf } from '../../media/context.ts';
import { Ask } from './Ask.tsx';
import type { QuestionBoard } from './board.ts';
import { QuestionList } from './QuestionList.tsx';

export default function BoardPanel({ board }: { board: QuestionBoard }) {
  const text = useText('questionBoard');
  const me = useSelf();
  if (me === null) return null;
  return (
    <>
      <div className="panel-body">
        <div className="scroll" tabIndex={0} role="region" aria-label={text.title}>
          <QuestionList board={board} me={me} />
        </div>
      </div>
      <div className="panel-foot">
        {me.role === 'observer' || me.role === 'guest' ? (
          <p className="muted small">{me.role === 'guest' ? text.guest : text.observer}</p>
        ) : (
          <Ask board={board} me={me} />
        )}
      </div>
    </>
  );
}
