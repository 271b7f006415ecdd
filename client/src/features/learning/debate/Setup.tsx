import { useState } from 'react';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { useAct } from '../../media/useAct.ts';
import { DebateFields, type DebateDraft } from './DebateFields.tsx';
import type { Debates } from './debates.ts';

/** Staff put up a motion. */
export function Setup({ debates }: { debates: Debates }) {
  const text = useText('debate');
  const [open, setOpen] = useState(false);
  return (
    <>
      <h3>{text.title}</h3>
      <p className="small muted">{text.about}</p>
      <Button icon="scale" onClick={() => setOpen(true)}>
        {text.start}
      </Button>
      {open && <SetupDialog debates={debates} onClose={() => setOpen(false)} />}
    </>
  );
}

function SetupDialog({ debates, onClose }: { debates: Debates; onClose: () => void }) {
  const text = useText('debate');
  const common = useText('common');
  const act = useAct();
  const [draft, setDraft] = useState<DebateDraft>({ motion: '', seconds: 600, points: 2 });
  const words = draft.motion.trim();
  return (
    <Dialog title={text.title} onClose={onClose}>
      <form
        className="col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (words !== '') act.run(() => debates.act({ type: 'debate:open', ...draft, motion: words }).then(onClose));
        }}
      >
        <DebateFields draft={draft} autoFocus onChange={setDraft} />
        <div className="acts">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" type="submit" busy={act.busy} disabled={words === ''}>
            {text.put}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
