import { useId, useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { Participant } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { useSelf } from '../../media/context.ts';
import { LONGEST, type QuestionBoard } from './board.ts';
import { QuestionRow } from './QuestionRow.tsx';
import { onBoard } from './state.ts';

export default function BoardPanel({ board }: { board: QuestionBoard }) {
  const text = useText('questionBoard');
  const me = useSelf();
  const state = useStore(board.store);
  const { open, answered } = onBoard(state);
  if (me === null) return null;
  return (
    <>
      <div className="panel-body">
        <div className="scroll" tabIndex={0} role="region" aria-label={text.title}>
          {open.length + answered.length === 0 && (
            <div className="state chat-empty">
              <h3>{text.empty}</h3>
              <p>{text.emptyText}</p>
            </div>
          )}
          {[
            { name: text.open, questions: open },
            { name: text.answered, questions: answered },
          ].map(
            ({ name, questions }) =>
              questions.length > 0 && (
                <section key={name} aria-label={name}>
                  <h3 className="ghead">
                    <span>{name}</span>
                    <span className="num">{questions.length}</span>
                  </h3>
                  <ul className="questions">
                    {questions.map((question) => (
                      <QuestionRow key={question.id} board={board} question={question} me={me} others={open} />
                    ))}
                  </ul>
                </section>
              ),
          )}
        </div>
      </div>
      <div className="panel-foot">
        {me.role === 'observer' ? <p className="muted small">{text.observer}</p> : <Ask board={board} me={me} />}
      </div>
    </>
  );
}

function Ask({ board, me }: { board: QuestionBoard; me: Participant }) {
  const text = useText('questionBoard');
  const id = useId();
  const [draft, setDraft] = useState(() => board.draft());
  const [anonymous, setAnonymous] = useState(false);
  const words = draft.trim();
  const over = Array.from(words).length - LONGEST;
  const write = (next: string) => {
    setDraft(next);
    board.keepDraft(next);
  };
  const ask = () => {
    if (words === '' || over > 0) return;
    board.ask(words, anonymous && me.role === 'student');
    write('');
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    ask();
  };
  return (
    <div className="composer">
      <div className="box">
        <textarea
          rows={2}
          value={draft}
          placeholder={text.placeholder}
          aria-label={text.placeholder}
          aria-invalid={over > 0 || undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => write(event.target.value)}
          onKeyDown={key}
        />
      </div>
      <div className="row">
        {me.role === 'student' && (
          <label className="row grow small">
            <input
              type="checkbox"
              className="check"
              checked={anonymous}
              onChange={(event) => setAnonymous(event.target.checked)}
            />
            {text.anonymous}
          </label>
        )}
        <span className="grow" />
        <Button kind="primary" size="sm" disabled={words === '' || over > 0} onClick={ask}>
          {text.ask}
        </Button>
      </div>
      <p id={`${id}-note`} className="small muted">
        {over > 0 ? text.tooLong(over) : anonymous ? text.staffSee : text.allSee}
      </p>
    </div>
  );
}
