import { useId, useState, type KeyboardEvent } from 'react';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { LONGEST, type BoardFace } from './board.ts';
import type { Reader } from './state.ts';

/** Where one asks. */
export function Ask({ board, me }: { board: BoardFace; me: Reader }) {
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
