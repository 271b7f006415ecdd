import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import type { ColumnView } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { BookError } from './BookError.tsx';
import { addColumn, changeColumn, getSources } from './api.ts';
import type { BookDialogProps } from './dialogs.tsx';
import { isNumber, useSaving } from './useSaving.ts';

interface ColumnDialogProps extends BookDialogProps {
  column: ColumnView | null;
  onCurve: (column: ColumnView) => void;
}

/** Makes a column, entered by hand or filled by a quiz, or changes one. */
export function ColumnDialog({ courseId, book, refresh, onClose, column, onCurve }: ColumnDialogProps) {
  const text = useText('gradebook');
  const words = text.columnForm;
  const common = useText('common');
  const { busy, fault, save } = useSaving();
  const sources = useQuery({
    queryKey: ['gradebook', courseId, 'sources'],
    queryFn: ({ signal }) => getSources(courseId, { signal }),
    enabled: column === null,
  });
  const [title, setTitle] = useState(column?.title ?? '');
  const [points, setPoints] = useState(column?.points ?? '100');
  const [category, setCategory] = useState(column?.category_id ?? book.categories[0]?.id ?? '');
  const [weight, setWeight] = useState(column?.weight ?? '1');
  const [extra, setExtra] = useState(column?.extra ?? false);
  const [droppable, setDroppable] = useState(column?.droppable ?? true);
  const [from, setFrom] = useState('');
  const weighs = book.categories.find(({ id }) => id === category)?.weighing === 'weights';
  const source = sources.data?.find(({ id }) => id === from);
  const fed = source !== undefined || (column !== null && column.source !== 'entered');
  const fits =
    title.trim() !== '' && (fed || (isNumber(points) && Number(points) > 0)) && (!weighs || Number(weight) > 0);

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!fits) return;
    const fields = {
      title: title.trim(),
      category_id: category,
      points: source?.points ?? points.trim(),
      weight: weighs ? weight.trim() : null,
      extra,
      droppable,
    };
    save(async () => {
      if (column === null) {
        const named = source === undefined ? null : { kind: source.kind, id: source.id };
        await addColumn(courseId, { ...fields, source: named });
      } else await changeColumn(courseId, column, fields);
      await refresh();
      onClose();
    });
  };
  const free = sources.data?.filter(({ used }) => !used) ?? [];
  return (
    <Dialog title={column === null ? text.addColumn : words.title(column.title)} onClose={onClose}>
      <form className="col gap-3" noValidate onSubmit={onSubmit}>
        {free.length > 0 && (
          <SelectField
            label={words.from}
            value={from}
            onChange={({ target }) => {
              const found = free.find(({ id }) => id === target.value);
              setFrom(target.value);
              if (found !== undefined && title === '') setTitle(found.title);
            }}
          >
            <option value="">{words.byHand}</option>
            {free.map((one) => (
              <option key={one.id} value={one.id}>
                {words.quiz(one.title, one.points)}
              </option>
            ))}
          </SelectField>
        )}
        <Field
          label={words.name}
          value={title}
          maxLength={200}
          autoFocus
          autoComplete="off"
          onChange={({ target }) => setTitle(target.value)}
        />
        <SelectField label={words.category} value={category} onChange={({ target }) => setCategory(target.value)}>
          {book.categories.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title}
            </option>
          ))}
        </SelectField>
        {fed ? (
          <p className="muted small">{words.fed}</p>
        ) : (
          <Field
            label={words.points}
            value={points}
            inputMode="decimal"
            error={isNumber(points) && Number(points) > 0 ? null : words.pointsFault}
            onChange={({ target }) => setPoints(target.value)}
          />
        )}
        {weighs && (
          <Field
            label={words.weight}
            value={weight}
            inputMode="decimal"
            onChange={({ target }) => setWeight(target.value)}
          />
        )}
        <label className="row gap-1">
          <input type="checkbox" checked={extra} onChange={({ target }) => setExtra(target.checked)} />
          {words.extra}
        </label>
        <label className="row gap-1">
          <input type="checkbox" checked={droppable} onChange={({ target }) => setDroppable(target.checked)} />
          {words.droppable}
        </label>
        <BookError fault={fault} />
        <div className="acts">
          {column !== null && (
            <Button kind="quiet" onClick={() => onCurve(column)}>
              {text.curve}
            </Button>
          )}
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={busy} disabled={!fits}>
            {column === null ? words.add : common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
