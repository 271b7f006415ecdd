import { useState, type SubmitEvent } from 'react';
import type { CategoryView } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { BookError } from './BookError.tsx';
import { addCategory, changeCategory, removeCategory, type CategoryFields } from './api.ts';
import type { BookDialogProps } from './dialogs.tsx';
import { isNumber, useSaving } from './useSaving.ts';

const NEW: CategoryFields = { title: '', weight: '', weighing: 'points', drop: 0, extra: false };

/** The categories of a book: what each is of the whole, and how many of its columns are left out. */
export function WeightsDialog({ courseId, book, refresh, onClose }: BookDialogProps) {
  const text = useText('gradebook').weights;
  const common = useText('common');
  const [adding, setAdding] = useState(book.categories.length === 0);
  const sum = book.categories.filter(({ extra }) => !extra).reduce((all, { weight }) => all + Number(weight), 0);
  return (
    <Dialog title={text.title} wide onClose={onClose}>
      <p className="muted">{sum === 100 || sum === 0 ? text.text : text.sum(String(sum))}</p>
      {book.categories.map((category) => (
        <CategoryForm
          key={`${category.id}/${String(category.version)}`}
          category={category}
          used={book.columns.some(({ category_id }) => category_id === category.id)}
          send={async (fields) => {
            await changeCategory(courseId, category, fields);
            await refresh();
          }}
          remove={async () => {
            await removeCategory(courseId, category.id);
            await refresh();
          }}
        />
      ))}
      {adding && (
        <CategoryForm
          category={null}
          used={false}
          send={async (fields) => {
            await addCategory(courseId, fields);
            await refresh();
            setAdding(false);
          }}
        />
      )}
      <div className="acts">
        {!adding && (
          <Button kind="quiet" icon="plus" onClick={() => setAdding(true)}>
            {text.add}
          </Button>
        )}
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </Dialog>
  );
}

interface CategoryFormProps {
  category: CategoryView | null;
  used: boolean;
  send: (fields: CategoryFields) => Promise<void>;
  remove?: () => Promise<void>;
}

function CategoryForm({ category, used, send, remove }: CategoryFormProps) {
  const text = useText('gradebook').weights;
  const common = useText('common');
  const { busy, fault, save } = useSaving();
  const before: CategoryFields = category === null ? NEW : { ...category };
  const [title, setTitle] = useState(before.title);
  const [weight, setWeight] = useState(before.weight);
  const [weighing, setWeighing] = useState(before.weighing);
  const [drop, setDrop] = useState(String(before.drop));
  const [extra, setExtra] = useState(before.extra);
  const fits = title.trim() !== '' && isNumber(weight) && /^\d{1,2}$/.test(drop);
  const touched =
    title !== before.title ||
    weight !== before.weight ||
    weighing !== before.weighing ||
    drop !== String(before.drop) ||
    extra !== before.extra;
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (fits) save(() => send({ title: title.trim(), weight: weight.trim(), weighing, drop: Number(drop), extra }));
  };
  return (
    <form className="col gap-1" noValidate onSubmit={onSubmit} aria-label={category?.title ?? text.add}>
      <div className="gb-fields">
        <Field
          label={text.name}
          value={title}
          maxLength={200}
          autoFocus={category === null}
          onChange={({ target }) => setTitle(target.value)}
        />
        <Field
          label={text.weight}
          value={weight}
          inputMode="decimal"
          onChange={({ target }) => setWeight(target.value)}
        />
        <Field label={text.drop} value={drop} inputMode="numeric" onChange={({ target }) => setDrop(target.value)} />
        <SelectField
          label={text.weighing}
          value={weighing}
          onChange={({ target }) => setWeighing(target.value as CategoryFields['weighing'])}
        >
          <option value="points">{text.byPoints}</option>
          <option value="equal">{text.equally}</option>
          <option value="weights">{text.byWeights}</option>
        </SelectField>
      </div>
      <div className="row">
        <label className="row gap-1">
          <input type="checkbox" checked={extra} onChange={({ target }) => setExtra(target.checked)} />
          {text.extra}
        </label>
        <span className="grow" />
        {remove !== undefined && !used && (
          <Button size="sm" kind="danger-quiet" onClick={() => save(remove)}>
            {text.remove}
          </Button>
        )}
        {(touched || category === null) && (
          <Button size="sm" type="submit" kind="primary" busy={busy} disabled={!fits}>
            {category === null ? text.add : common.save}
          </Button>
        )}
      </div>
      <BookError fault={fault} />
    </form>
  );
}
