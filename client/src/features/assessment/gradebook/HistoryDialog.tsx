import { useQuery } from '@tanstack/react-query';
import type { ColumnView, StudentView } from '../../../core/api.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { getHistory } from './api.ts';

interface HistoryDialogProps {
  courseId: string;
  student: StudentView;
  column: ColumnView;
  onClose: () => void;
}

/** Every change of a cell, the latest first. */
export function HistoryDialog({ courseId, student, column, onClose }: HistoryDialogProps) {
  const text = useText('gradebook');
  const common = useText('common');
  const format = useFormats();
  const { data, error, refetch } = useQuery({
    queryKey: ['gradebook', courseId, 'history', column.id, student.id],
    queryFn: async ({ signal }) => (await getHistory(courseId, column.id, student.id, { signal })).items,
    refetchOnMount: 'always',
  });
  const said = (cell: Record<string, unknown> | null): string => {
    if (cell === null) return text.notices.nothing;
    const { state, raw, override } = cell as { state: string; raw: string | null; override: Override | null };
    if (state === 'excused') return text.states.excused;
    if (override !== null && override.undone === null) return override.points;
    if (raw !== null) return raw;
    return state === 'missing' || state === 'awaiting' ? text.states[state] : text.notices.nothing;
  };
  return (
    <Dialog title={text.historyOf(student.name, column.title)} onClose={onClose}>
      {data === undefined ? (
        error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : (
          <SkeletonList label={common.loading} rows={3} />
        )
      ) : data.length === 0 ? (
        <p className="muted">{text.noHistory}</p>
      ) : (
        <ul className="derivation">
          {data.map((change) => (
            <li key={change.id}>
              <div className="line">
                <span className="col">
                  <span>{change.changed_by ?? text.bySource}</span>
                  <span className="small faint">
                    {format.moment(new Date(change.changed_at))}
                    {change.why !== '' && ` · ${change.why}`}
                  </span>
                </span>
                <b>
                  {said(change.before)} → {said(change.after)}
                </b>
              </div>
            </li>
          ))}
        </ul>
      )}
      <div className="acts">
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </Dialog>
  );
}

interface Override {
  points: string;
  undone: object | null;
}
