import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import type { BoardFace } from './board.ts';
import { QuestionRow } from './QuestionRow.tsx';
import { onBoard, type Reader } from './state.ts';

interface QuestionListProps {
  board: BoardFace;
  me: Reader;
  /** On a page, where days count and its heading is above. */
  page?: boolean;
  /** Days count, as on a page. */
  dated?: boolean;
}

/** Everything on the board: what waits for an answer, then what has one. */
export function QuestionList({ board, me, page = false, dated = page }: QuestionListProps) {
  const text = useText('questionBoard');
  const Heading = page ? 'h2' : 'h3';
  const { open, answered } = onBoard(useStore(board.store));
  if (open.length + answered.length === 0) {
    return (
      <div className="state chat-empty">
        <Heading>{text.empty}</Heading>
        <p>{text.emptyText}</p>
      </div>
    );
  }
  const parts = [
    { name: text.open, questions: open },
    { name: text.answered, questions: answered },
  ];
  return parts.map(
    ({ name, questions }) =>
      questions.length > 0 && (
        <section key={name} aria-label={name}>
          <Heading className="ghead">
            <span>{name}</span>
            <span className="num">{questions.length}</span>
          </Heading>
          <ul className="questions">
            {questions.map((question) => (
              <QuestionRow key={question.id} board={board} question={question} me={me} others={open} dated={dated} />
            ))}
          </ul>
        </section>
      ),
  );
}
