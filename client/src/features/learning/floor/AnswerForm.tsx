import { useState } from 'react';
import { useStore } from 'zustand';
import type { Floor } from '../../../core/protocol.gen.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { LONGEST, type Floors } from './floors.ts';
import { Question } from './Question.tsx';

/** What a student gives while they think: a hand, a few words, or both. */
export function AnswerForm({ floors, floor }: { floors: Floors; floor: Floor }) {
  const text = useText('floor');
  const describe = useErrorText();
  const own = useStore(floors.store, (state) => state.own);
  const [draft, setDraft] = useState(() => floors.draft(floor.id) ?? own?.text ?? '');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const hand = own?.hand ?? false;
  const kept = (own?.text ?? '') === draft.trim();
  const give = (raised: boolean, words: string) => {
    if (busy) return;
    setBusy(true);
    setFault(null);
    floors
      .give(raised, words)
      .catch((refused: unknown) => setFault(describe(refused).what))
      .finally(() => setBusy(false));
  };
  return (
    <form
      className="poll-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!kept) give(hand, draft.trim());
      }}
    >
      <div className="panel-body poll-panel scroll">
        <Question floor={floor} />
        <Button
          aria-pressed={hand}
          className="think-hand"
          icon="hand"
          block
          onClick={() => give(!hand, own?.text ?? '')}
        >
          {hand ? text.handUp : text.hand}
        </Button>
        <TextField
          label={text.words}
          help={text.wordsHint}
          rows={4}
          maxLength={LONGEST}
          value={draft}
          onChange={(event) => {
            setDraft(event.target.value);
            floors.keepDraft(floor.id, event.target.value);
          }}
        />
      </div>
      <div className="panel-foot poll-foot">
        {fault !== null ? (
          <p className="small t-danger" role="alert">
            {fault}
          </p>
        ) : own !== null && kept ? (
          <p className="small row" role="status">
            <Icon name="check" />
            {text.sent}
          </p>
        ) : (
          <p className="small faint">{text.unseen}</p>
        )}
        <Button kind="primary" size="lg" block type="submit" busy={busy} disabled={kept}>
          {(own?.text ?? '') === '' ? text.submit : text.change}
        </Button>
      </div>
    </form>
  );
}
