import type { ColumnView, GradebookView, StudentView, TieView } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import type { DerivationOf } from './api.ts';
import { ColumnDialog } from './ColumnDialog.tsx';
import { CurveDialog } from './CurveDialog.tsx';
import { DerivationDialog } from './DerivationDialog.tsx';
import { HistoryDialog } from './HistoryDialog.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { LettersDialog } from './LettersDialog.tsx';
import { PublishDialog } from './PublishDialog.tsx';
import { TieDialog } from './TieDialog.tsx';
import { WeightsDialog } from './WeightsDialog.tsx';

/** Which dialog of the gradebook is open. `column` null: a new one. */
export type Open =
  | { kind: 'weights' | 'letters' | 'publish' | 'import' }
  | { kind: 'column'; column: ColumnView | null }
  | { kind: 'curve'; column: ColumnView }
  | { kind: 'history'; student: StudentView; column: ColumnView }
  | { kind: 'derivation'; student: StudentView; of: DerivationOf; columnId?: string }
  | { kind: 'tie'; tie: TieView };

interface DialogsProps {
  course: Course;
  book: GradebookView;
  open: Open;
  refresh: () => Promise<void>;
  onOpen: (open: Open) => void;
  onClose: () => void;
}

export function Dialogs({ course, book, open, refresh, onOpen, onClose }: DialogsProps) {
  const shared = { courseId: course.id, book, refresh, onClose };
  switch (open.kind) {
    case 'weights':
      return <WeightsDialog {...shared} />;
    case 'letters':
      return <LettersDialog {...shared} />;
    case 'publish':
      return <PublishDialog {...shared} />;
    case 'import':
      return <ImportDialog {...shared} />;
    case 'column':
      return (
        <ColumnDialog
          {...shared}
          column={open.column}
          onCurve={(column) => onOpen({ kind: 'curve', column })}
          key={open.column?.id ?? 'new'}
        />
      );
    case 'curve':
      return <CurveDialog {...shared} column={open.column} />;
    case 'history':
      return <HistoryDialog courseId={course.id} student={open.student} column={open.column} onClose={onClose} />;
    case 'tie':
      return <TieDialog {...shared} tie={open.tie} />;
    case 'derivation':
      return (
        <DerivationDialog
          courseId={course.id}
          studentId={open.student.id}
          title={open.student.name}
          of={open.of}
          columnId={open.columnId ?? null}
          titles={titlesOf(book)}
          onClose={onClose}
        />
      );
  }
}

/** Everything in a book by its id, for those who read derivations of it. */
interface Titled {
  id: string;
  title: string;
}

export function titlesOf(book: { categories: readonly Titled[]; columns: readonly Titled[] }): Map<string, string> {
  return new Map([...book.categories, ...book.columns].map(({ id, title }) => [id, title]));
}

export interface BookDialogProps {
  courseId: string;
  book: GradebookView;
  refresh: () => Promise<void>;
  onClose: () => void;
}
