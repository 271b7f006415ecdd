import { useState } from 'react';
import type { TieView } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import { BookError } from './BookError.tsx';
import { toast } from '../../../ui/toasts.ts';
import { settleTie, undoTie } from './api.ts';
import type { BookDialogProps } from './dialogs.tsx';
import { useSaving } from './useSaving.ts';
import { useTry } from './useTry.ts';

/** Decides who of those with one total has the better letter, or that nobody has. */
export function TieDialog({ courseId, book, refresh, onClose, tie }: BookDialogProps & { tie: TieView }) {
  const text = useText('gradebook').ties;
  const common = useText('common');
  const attempt = useTry();
  const { busy, fault, save } = useSaving();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [why, setWhy] = useState('');
  const send = (decision: 'in_order' | 'all_lower') =>
    save(async () => {
      const order = [...chosen, ...tie.students.filter((id) => !chosen.includes(id))];
      const { tie_id: id } = await settleTie(courseId, order, decision, why.trim());
      await refresh();
      onClose();
      toast(text.done, () =>
        attempt(async () => {
          await undoTie(courseId, id);
          await refresh();
        }),
      );
    });
  return (
    <Dialog title={text.title(tie.upper)} onClose={onClose}>
      <p className="muted">{text.text(tie.seats, tie.upper, tie.lower)}</p>
      <fieldset className="col gap-1">
        <legend className="sr">{text.choose}</legend>
        {tie.students.map((id) => (
          <label key={id} className="row gap-1">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              disabled={!chosen.includes(id) && chosen.length >= tie.seats}
              onChange={({ target }) =>
                setChosen(target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
              }
            />
            {book.students.find((one) => one.id === id)?.name}
          </label>
        ))}
      </fieldset>
      <Field label={text.why} value={why} maxLength={500} onChange={({ target }) => setWhy(target.value)} />
      <BookError fault={fault} />
      <div className="acts">
        <Button kind="quiet" onClick={() => send('all_lower')}>
          {text.allLower(tie.lower)}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button kind="primary" busy={busy} disabled={chosen.length !== tie.seats} onClick={() => send('in_order')}>
          {text.decide}
        </Button>
      </div>
    </Dialog>
  );
}
