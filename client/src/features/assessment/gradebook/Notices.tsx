import { useStore } from 'zustand';
import type { TieView } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { useFaultText } from './BookError.tsx';
import type { Sheet } from './sheet.ts';

/** What needs a decision before anything is saved, or could not be saved: above the grid, until it is decided. */
export function Notices({ sheet, onTie }: { sheet: Sheet; onTie: (tie: TieView) => void }) {
  const text = useText('gradebook').notices;
  const states = useText('gradebook').states;
  const describe = useFaultText();
  const { book, pending, fault, conflicts, asking } = useStore(sheet.store);
  const name = (id: string) => book.students.find((one) => one.id === id)?.name ?? '';
  const title = (id: string) => book.columns.find((one) => one.id === id)?.title ?? '';
  const said = (state: string | undefined, points: string | null | undefined) =>
    points ?? (state === 'excused' || state === 'missing' || state === 'awaiting' ? states[state] : text.nothing);
  return (
    <>
      {fault !== null && (
        <div className="note gb-note" data-kind="danger" role="alert">
          <Icon name="circle-alert" />
          <div className="col gap-1">
            <b className="medium">{text.unsaved(pending.size)}</b>
            <p>{describe(fault)}</p>
            <div className="row">
              <Button size="sm" onClick={() => sheet.retry()}>
                {text.retry}
              </Button>
              <Button size="sm" kind="quiet" onClick={() => sheet.discard()}>
                {text.discard}
              </Button>
            </div>
          </div>
        </div>
      )}
      {asking !== null && (
        <div className="note gb-note" data-kind="warn" role="alert">
          <Icon name="triangle-alert" />
          <div className="col gap-1">
            <b className="medium">{text.pushes(asking.length)}</b>
            <p>
              {asking
                .slice(0, 5)
                .map((move) => `${name(move.student_id)} ${move.before ?? '–'} → ${move.after ?? '–'}`)
                .join(' · ')}
            </p>
            <div className="row">
              <Button size="sm" onClick={() => sheet.agree()}>
                {text.saveAnyway}
              </Button>
              <Button size="sm" kind="quiet" onClick={() => sheet.discard()}>
                {text.discard}
              </Button>
            </div>
          </div>
        </div>
      )}
      {conflicts.map((conflict) => (
        <div
          key={`${conflict.column_id}/${conflict.student_id}`}
          className="note gb-note"
          data-kind="warn"
          role="alert"
        >
          <Icon name="triangle-alert" />
          <div className="col gap-1">
            <b className="medium">
              {text.conflict(name(conflict.student_id), title(conflict.column_id), conflict.changed_by)}
            </b>
            <p>
              {text.both(
                said(conflict.yours.put, conflict.yours.points),
                said(conflict.current.state, conflict.current.raw ?? conflict.current.points),
              )}
            </p>
            <div className="row">
              <Button size="sm" onClick={() => sheet.leave(conflict)}>
                {text.theirs}
              </Button>
              <Button size="sm" kind="quiet" onClick={() => sheet.insist(conflict)}>
                {text.mine}
              </Button>
            </div>
          </div>
        </div>
      ))}
      {book.totals.ties.map((tie) => (
        <div key={tie.students.join()} className="note gb-note" data-kind="warn">
          <Icon name="triangle-alert" />
          <div className="col gap-1">
            <b className="medium">{text.tie(tie.students.length, tie.upper, tie.seats)}</b>
            <p>{tie.students.map(name).join(', ')}</p>
            {book.owner && (
              <div className="row">
                <Button size="sm" onClick={() => onTie(tie)}>
                  {text.decide}
                </Button>
              </div>
            )}
          </div>
        </div>
      ))}
    </>
  );
}
