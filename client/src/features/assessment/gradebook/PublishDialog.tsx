import { useState } from 'react';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { SelectField } from '../../../ui/Field.tsx';
import { BookError } from './BookError.tsx';
import { toast } from '../../../ui/toasts.ts';
import { publish, type TotalShown } from './api.ts';
import type { BookDialogProps } from './dialogs.tsx';
import { useSaving } from './useSaving.ts';
import { useTry } from './useTry.ts';

/** What students see: which columns, and how much of the total. */
export function PublishDialog({ courseId, book, refresh, onClose }: BookDialogProps) {
  const text = useText('gradebook').publish;
  const common = useText('common');
  const attempt = useTry();
  const { busy, fault, save } = useSaving();
  const [shown, setShown] = useState(() => new Set(book.columns.filter((one) => one.published).map(({ id }) => id)));
  const [total, setTotal] = useState(book.settings.total);
  const changed = book.columns.filter(({ id, published }) => published !== shown.has(id));
  const empty = (id: string) => {
    const place = book.columns.findIndex((one) => one.id === id);
    return book.students.filter(({ cells }) => (cells[place]?.state ?? 'not_due') === 'not_due').length;
  };
  const send = async () => {
    await publish(
      courseId,
      changed.map(({ id }) => ({ id, published: shown.has(id) })),
      total,
    );
    await refresh();
    onClose();
    toast(text.done, () =>
      attempt(async () => {
        const before = changed.map(({ id, published }) => ({ id, published }));
        await publish(courseId, before, book.settings.total);
        await refresh();
      }),
    );
  };
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p className="muted">{text.text}</p>
      <div className="row">
        <Button size="sm" kind="quiet" onClick={() => setShown(new Set(book.columns.map(({ id }) => id)))}>
          {text.all}
        </Button>
        <Button size="sm" kind="quiet" onClick={() => setShown(new Set())}>
          {text.none}
        </Button>
      </div>
      <fieldset className="col gap-1">
        <legend className="sr">{text.columns}</legend>
        {book.columns.map(({ id, title }) => (
          <label key={id} className="row gap-1">
            <input
              type="checkbox"
              checked={shown.has(id)}
              onChange={({ target }) => {
                const next = new Set(shown);
                if (target.checked) next.add(id);
                else next.delete(id);
                setShown(next);
              }}
            />
            <span className="grow cut">{title}</span>
            {empty(id) > 0 && <span className="small faint">{text.empty(empty(id))}</span>}
          </label>
        ))}
      </fieldset>
      <SelectField label={text.total} value={total} onChange={({ target }) => setTotal(target.value as TotalShown)}>
        <option value="hidden">{text.hidden}</option>
        <option value="total">{text.number}</option>
        <option value="letter">{text.letter}</option>
      </SelectField>
      <BookError fault={fault} />
      <div className="acts">
        <Button kind="quiet" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button
          kind="primary"
          busy={busy}
          disabled={changed.length === 0 && total === book.settings.total}
          onClick={() => save(send)}
        >
          {text.act}
        </Button>
      </div>
    </Dialog>
  );
}
