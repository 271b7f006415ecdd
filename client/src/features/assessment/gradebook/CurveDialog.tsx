import { useState } from 'react';
import type { ColumnView, LetterMove } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import { BookError } from './BookError.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { toast } from '../../../ui/toasts.ts';
import { setCurve, undoCurve, type CurveShape } from './api.ts';
import type { BookDialogProps } from './dialogs.tsx';
import { Moves } from './Moves.tsx';
import { isNumber, useSaving } from './useSaving.ts';
import { useTry } from './useTry.ts';

type Kind = 'add' | 'best' | 'root';

/** Lays a curve over a column, having seen whom it moves; takes it back. */
export function CurveDialog({ courseId, book, refresh, onClose, column }: BookDialogProps & { column: ColumnView }) {
  const text = useText('gradebook').curves;
  const common = useText('common');
  const attempt = useTry();
  const { busy, fault, save } = useSaving();
  const [kind, setKind] = useState<Kind>('add');
  const [points, setPoints] = useState('5');
  const [moves, setMoves] = useState<LetterMove[] | null>(null);
  const place = book.columns.findIndex(({ id }) => id === column.id);
  const scores = book.students.flatMap(({ cells }) => {
    const cell = cells[place];
    const score = cell?.raw ?? cell?.points;
    return score === null || score === undefined ? [] : [score];
  });
  const best = scores.reduce((most, one) => (Number(one) > Number(most) ? one : most), '0');
  const laid = column.curved !== null && column.curved.undone === null;
  const fits = kind === 'add' ? isNumber(points) : kind === 'root' || Number(best) > 0;

  const shape = (): CurveShape => {
    if (kind === 'add') return { kind: 'add', points: points.trim() };
    if (kind === 'root') return { kind: 'root' };
    // Looked up now and kept: a mark that is corrected later moves nobody else's.
    return { kind: 'linear', low: '0', to_low: '0', high: best, to_high: column.points };
  };
  const choose = (next: Kind) => {
    setKind(next);
    setMoves(null);
  };
  const takeBack = async () => {
    await undoCurve(courseId, column.id);
    await refresh();
    toast(text.takenBack(column.title));
    onClose();
  };
  return (
    <Dialog title={text.title(column.title)} onClose={onClose}>
      <p className="muted">{text.text}</p>
      <Segments
        label={text.kind}
        value={kind}
        options={[
          { value: 'add', label: text.add },
          { value: 'best', label: text.best },
          { value: 'root', label: text.root },
        ]}
        onChange={choose}
      />
      {kind === 'add' && (
        <Field
          label={text.points}
          value={points}
          inputMode="decimal"
          onChange={({ target }) => {
            setPoints(target.value);
            setMoves(null);
          }}
        />
      )}
      {kind === 'best' && <p className="muted">{text.bestText(best, column.points)}</p>}
      {kind === 'root' && <p className="muted">{text.rootText}</p>}
      {moves !== null && <Moves moves={moves} students={book.students} />}
      <BookError fault={fault} />
      <div className="acts">
        {laid && (
          <Button kind="danger-quiet" onClick={() => save(takeBack)}>
            {text.takeBack}
          </Button>
        )}
        <Button kind="quiet" onClick={onClose}>
          {common.cancel}
        </Button>
        {moves === null ? (
          <Button
            kind="primary"
            busy={busy}
            disabled={!fits}
            onClick={() => save(async () => setMoves((await setCurve(courseId, column.id, shape(), true)).moves))}
          >
            {text.preview}
          </Button>
        ) : (
          <Button
            kind="primary"
            busy={busy}
            onClick={() =>
              save(async () => {
                await setCurve(courseId, column.id, shape(), false);
                await refresh();
                onClose();
                toast(text.laid(column.title), () => attempt(takeBack));
              })
            }
          >
            {text.lay}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
