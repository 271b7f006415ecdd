import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { ColdCall } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { attempt } from '../../media/attempt.ts';
import { useSelf } from '../../media/context.ts';
import { narrator } from '../../media/narrator.ts';
import { useAct } from '../../media/useAct.ts';
import { useSaid } from '../../media/useSaid.ts';
import { Countdown } from '../floor/Countdown.tsx';
import { LONGEST, type ColdCalls } from './coldCalls.ts';
import { CallNews } from './news.ts';
import { ownCall } from './state.ts';

/** To whoever is called: what there is to do, and that each of it is as good. */
export function CallNotice({ calls }: { calls: ColdCalls }) {
  const me = useSelf();
  const mine = useStore(calls.store, (state) => ownCall(state, me?.id ?? ''));
  return mine === null ? null : <Card key={mine.id} calls={calls} mine={mine} />;
}

function Card({ calls, mine }: { calls: ColdCalls; mine: ColdCall }) {
  const text = useText('coldCall');
  const [writing, setWriting] = useState(false);
  const words = mine.state === 'warned' ? text.soon : text.yours;
  useSaid('discussion', words);
  return (
    <>
      <section className="stage-notice" data-kind="hand" aria-label={text.title}>
        <Icon name="message-square" />
        {mine.state === 'warned' && mine.due_at !== null && <Countdown until={mine.due_at} label={text.left} />}
        <span className="grow">{words}</span>
        <Button size="sm" onClick={() => setWriting(true)}>
          {text.write}
        </Button>
        <Button size="sm" onClick={() => attempt(calls.pass(mine.id))}>
          {text.pass}
        </Button>
      </section>
      {writing && <WriteDialog calls={calls} call={mine.id} onClose={() => setWriting(false)} />}
    </>
  );
}

function WriteDialog({ calls, call, onClose }: { calls: ColdCalls; call: string; onClose: () => void }) {
  const text = useText('coldCall');
  const common = useText('common');
  const act = useAct();
  const [words, setWords] = useState(() => calls.draft(call));
  return (
    <Dialog title={text.writeTitle} onClose={onClose}>
      <form
        className="col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (words.trim() !== '') act.run(() => calls.write(call, words.trim()).then(onClose));
        }}
      >
        <TextField
          label={text.answer}
          help={text.everyoneReads}
          rows={5}
          maxLength={LONGEST}
          value={words}
          autoFocus
          onChange={(event) => {
            setWords(event.target.value);
            calls.keepDraft(call, event.target.value);
          }}
        />
        <div className="acts">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" type="submit" busy={act.busy} disabled={words.trim() === ''}>
            {text.send}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Has read aloud who is called. */
export function useCallNews(calls: ColdCalls): void {
  const text = useText('coldCall');
  const me = useSelf();
  const call = useStore(calls.store, (state) => state.call);
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  });
  const news = useRef<CallNews | null>(null);
  const selfId = me?.id ?? null;
  useEffect(() => {
    news.current ??= new CallNews(narrator, () => latest.current);
    if (selfId !== null) news.current.see(call, selfId);
  }, [call, selfId]);
}
