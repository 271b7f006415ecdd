import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { GradebookView } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useLanguage, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { SearchField } from '../../../ui/Field.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { CourseFrame } from '../../courses/CourseFrame.tsx';
import { download } from '../../media/download.ts';
import { filePath, putBackColumn, putCells, removeColumn } from './api.ts';
import { averages, headOf, tally } from './figures.ts';
import { Dialogs, type Open } from './dialogs.tsx';
import { Grid, TOTALS, type Editing } from './Grid.tsx';
import { Notices } from './Notices.tsx';
import { useBook, useRefreshBook } from './queries.ts';
import { at, clamp } from './selection.ts';
import { Sheet } from './sheet.ts';
import { useTry } from './useTry.ts';
import { readTyped } from './values.ts';

/** The professor's gradebook. */
export function BookPage({ course }: { course: Course }) {
  const text = useText('gradebook');
  const common = useText('common');
  const { data, error, refetch } = useBook(course.id);
  if (data) return <Loaded key={course.id} course={course} fetched={data} />;
  return (
    <CourseFrame course={course} tab="grades" acts={null}>
      {error ? (
        <ErrorState error={error} title={text.failed} retry={() => void refetch()} />
      ) : (
        <SkeletonList label={common.loading} rows={8} />
      )}
    </CourseFrame>
  );
}

function Loaded({ course, fetched }: { course: Course; fetched: GradebookView }) {
  const text = useText('gradebook');
  const language = useLanguage();
  const refresh = useRefreshBook(course.id);
  const attempt = useTry();
  const [sheet] = useState(() => new Sheet(fetched, (entries, preview) => putCells(course.id, entries, preview)));
  useEffect(() => sheet.refresh(fetched), [sheet, fetched]);
  const { book, pending, fault } = useStore(sheet.store);
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim().toLocaleLowerCase());
  const [selection, setSelection] = useState(at(0, 0));
  const [editing, setEditing] = useState<Editing | null>(null);
  const [wrong, setWrong] = useState(false);
  const [open, setOpen] = useState<Open | null>(null);

  useEffect(() => {
    // What is typed is on its way at once; only what could not be saved would be lost.
    if (pending.size === 0) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [pending.size]);

  const students = useMemo(
    () => book.students.filter(({ name }) => name.toLocaleLowerCase().includes(wanted)),
    [book.students, wanted],
  );
  const means = useMemo(() => averages(book), [book]);
  const counts = useMemo(() => tally(book), [book]);
  const heads = useMemo(() => book.columns.map((column) => headOf(column, book, text.head)), [book, text]);
  const size = { rows: Math.max(1, students.length), cols: book.columns.length + TOTALS.length };
  const chosen = { anchor: clamp(selection.anchor, size), active: clamp(selection.active, size) };
  const student = students[chosen.active.row];
  const column = book.columns[chosen.active.col];

  const put = (cells: readonly { row: number; col: number; text: string }[], left: number) => {
    const wrongs: string[] = [];
    const puts = cells.flatMap(({ row, col, text: typed }) => {
      const who = students[row];
      const where = book.columns[col];
      const value = readTyped(typed);
      if (value === null) wrongs.push(typed.trim());
      if (value === null || who === undefined || where === undefined) return [];
      return [{ columnId: where.id, studentId: who.id, put: value }];
    });
    const kept = puts.filter(
      ({ columnId, put: { put: kind } }) => !sheet.isFed(columnId) || (kind !== 'missing' && kind !== 'awaiting'),
    );
    const changed = sheet.put(kept);
    const undo = () => void sheet.undo();
    if (wrongs.length > 0) toast(text.notMarks(wrongs.length, wrongs[0] ?? ''));
    else if (left > 0) toast(text.outside(left));
    else if (kept.length < puts.length) toast(text.fedKept(puts.length - kept.length));
    if (changed > 1) toast(text.changedMany(changed), undo);
    return changed;
  };
  const commit = (typed: string): boolean => {
    if (readTyped(typed) === null) {
      setWrong(true);
      toast(text.notMarks(1, typed.trim()));
      return false;
    }
    setWrong(false);
    put([{ ...chosen.active, text: typed }], 0);
    return true;
  };
  const travel = (again: boolean) => {
    const changes = again ? sheet.redo() : sheet.undo();
    if (changes === null) toast(again ? text.nothingToRedo : text.nothingToUndo);
    else toast(again ? text.redone(changes.length) : text.undone(changes.length));
  };
  const explain = () => {
    if (student === undefined) return;
    if (column !== undefined) setOpen({ kind: 'derivation', student, of: 'cell', columnId: column.id });
    else if (chosen.active.col === book.columns.length) setOpen({ kind: 'derivation', student, of: 'so_far' });
    else setOpen({ kind: 'derivation', student, of: 'letter' });
  };
  const set = (word: 'excused' | 'missing' | 'awaiting' | '') => {
    const { anchor, active } = chosen;
    const cells = [];
    for (let row = Math.min(anchor.row, active.row); row <= Math.max(anchor.row, active.row); row += 1)
      for (let col = Math.min(anchor.col, active.col); col <= Math.max(anchor.col, active.col); col += 1)
        cells.push({ row, col, text: word });
    put(cells, 0);
  };
  const remove = (id: string, title: string) =>
    attempt(async () => {
      await removeColumn(course.id, id);
      await refresh();
      toast(text.columnRemoved(title), () =>
        attempt(async () => {
          await putBackColumn(course.id, id);
          await refresh();
        }),
      );
    });

  const cellItems: MenuItem[] = [{ label: text.why, icon: 'file-text', onSelect: explain }];
  if (column !== undefined && student !== undefined) {
    cellItems.push(
      { label: text.history, icon: 'clock-3', onSelect: () => setOpen({ kind: 'history', student, column }) },
      { label: text.states.excused, onSelect: () => set('excused') },
    );
    if (column.source === 'entered')
      cellItems.push(
        { label: text.states.missing, onSelect: () => set('missing') },
        { label: text.states.awaiting, onSelect: () => set('awaiting') },
      );
    cellItems.push({ label: column.source === 'entered' ? text.clear : text.giveBack, onSelect: () => set('') });
  }
  const columnItems: MenuItem[] =
    column === undefined
      ? []
      : [
          { label: text.editColumn, icon: 'pencil', onSelect: () => setOpen({ kind: 'column', column }) },
          { label: text.curve, icon: 'activity', onSelect: () => setOpen({ kind: 'curve', column }) },
          { label: text.removeColumn, icon: 'trash-2', danger: true, onSelect: () => remove(column.id, column.title) },
        ];
  const save = (file: string, ending: string) =>
    attempt(() => download(filePath(course.id, file), `${course.code} ${course.title}.${ending}`));
  const acts = book.owner ? (
    <>
      <Menu
        label={text.files}
        words
        className="btn btn-quiet"
        items={[
          { label: text.csv, onSelect: () => save(`export.csv?language=${language}`, 'csv') },
          { label: text.xlsx, onSelect: () => save(`export.xlsx?language=${language}`, 'xlsx') },
          { label: text.term, onSelect: () => save('term-export.zip', 'zip') },
          { label: text.import.title, onSelect: () => setOpen({ kind: 'import' }) },
        ]}
      >
        {text.files}
      </Menu>
      {book.columns.length > 0 && (
        <Button kind="primary" onClick={() => setOpen({ kind: 'publish' })}>
          {text.publish.act}
        </Button>
      )}
    </>
  ) : null;
  const add = (
    <Button
      icon="plus"
      onClick={() => setOpen(book.categories.length === 0 ? { kind: 'weights' } : { kind: 'column', column: null })}
    >
      {book.categories.length === 0 ? text.weights.first : text.addColumn}
    </Button>
  );
  return (
    <CourseFrame course={course} tab="grades" acts={acts} wide>
      <Notices sheet={sheet} onTie={(tie) => setOpen({ kind: 'tie', tie })} />
      {book.students.length === 0 ? (
        <State ghost title={text.noStudents}>
          {text.noStudentsText}
        </State>
      ) : book.columns.length === 0 ? (
        <State ghost title={text.empty} actions={book.owner && add}>
          {text.emptyText}
        </State>
      ) : (
        <>
          <div className="filters">
            <SearchField label={text.search(book.students.length)} value={search} onChange={setSearch} />
            {book.owner && add}
            {columnItems.length > 0 && book.owner && (
              <Menu label={text.columnMenu(column?.title ?? '')} words className="btn btn-quiet" items={columnItems}>
                {text.column}
              </Menu>
            )}
            <Menu label={text.cellMenu} words className="btn btn-quiet" items={cellItems}>
              {text.cell}
            </Menu>
            <span className="grow" />
            <span className="row small muted gb-legend hide-sm">
              {counts.awaiting > 0 && (
                <span className="row gap-1">
                  <i className="swatch" />
                  {text.states.awaiting} {counts.awaiting}
                </span>
              )}
              {counts.missing > 0 && (
                <span className="t-danger">
                  {text.states.missing} {counts.missing}
                </span>
              )}
              {counts.late > 0 && (
                <span className="t-warn">
                  {text.late} {counts.late}
                </span>
              )}
              {counts.override > 0 && <span>● {text.byHand(counts.override)}</span>}
              {book.totals.quotas.map((quota) => (
                <span key={quota.letter}>{text.quota(quota.letter, quota.given, quota.most)}</span>
              ))}
            </span>
          </div>
          <Grid
            label={text.title}
            columns={book.columns}
            students={students}
            pending={pending}
            averages={means}
            heads={heads}
            selection={chosen}
            editing={editing}
            wrong={wrong}
            onSelect={setSelection}
            onEdit={(next) => {
              setWrong(false);
              setEditing(next);
            }}
            onCommit={commit}
            onPut={put}
            onUndo={travel}
            onOpen={explain}
            onHead={(id) => {
              const found = book.columns.find((one) => one.id === id);
              if (found !== undefined && book.owner) setOpen({ kind: 'column', column: found });
            }}
          />
          <div className="row small faint gb-bar">
            <span>{text.people(students.length, book.students.length)}</span>
            <span role="status">{pending.size > 0 && fault === null ? text.saving : ''}</span>
            {book.owner && (
              <>
                <button type="button" className="link" onClick={() => setOpen({ kind: 'weights' })}>
                  {text.weights.title}
                </button>
                <button type="button" className="link" onClick={() => setOpen({ kind: 'letters' })}>
                  {text.letters.title}
                </button>
              </>
            )}
            <span className="end row hide-sm">{text.keys}</span>
          </div>
        </>
      )}
      {open !== null && (
        <Dialogs
          course={course}
          book={book}
          open={open}
          refresh={refresh}
          onOpen={setOpen}
          onClose={() => setOpen(null)}
        />
      )}
    </CourseFrame>
  );
}
