import {
  memo,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type PointerEvent,
} from 'react';
import type { CellView, ColumnView, StudentView } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { lay, readTable, writeTable, type Laid } from './clipboard.ts';
import { at, blockOf, contains, moved, type Block, type Selection } from './selection.ts';
import { supposed, typedOf, type Put } from './values.ts';
import { keyOf, type SheetState } from './sheet.ts';

const ROW = 36;
const HEAD = 52;
const COLUMN = 104;
const TOTAL = 112;
/** Rows and columns beyond what is seen, so that nothing is white while it scrolls. */
const OVER = 4;

/** Both totals stand after the columns. */
export const TOTALS = ['so_far', 'final'] as const;

export interface Editing {
  text: string;
  /** Begun by typing, so that arrows go on; else they move within the text. */
  typed: boolean;
}

interface GridProps {
  label: string;
  columns: readonly ColumnView[];
  students: readonly StudentView[];
  pending: SheetState['pending'];
  averages: readonly (string | null)[];
  heads: readonly string[];
  selection: Selection;
  editing: Editing | null;
  wrong: boolean;
  onSelect: (selection: Selection) => void;
  onEdit: (editing: Editing | null) => void;
  /** The text goes into the active cell; false where it is no mark. */
  onCommit: (text: string) => boolean;
  onPut: (cells: readonly Laid[], left: number) => void;
  onUndo: (again: boolean) => void;
  onOpen: () => void;
  onHead: (columnId: string) => void;
}

/** A spreadsheet of marks (WAI-ARIA grid pattern): only what is seen is on the page, however large the class. */
export function Grid(props: GridProps) {
  const { columns, students, selection, editing, onSelect, onEdit } = props;
  const text = useText('gradebook');
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, left: 0, rows: 24, cols: 12, names: 232 });
  const size = { rows: students.length, cols: columns.length + TOTALS.length };
  const block = blockOf(selection);
  const left = (col: number) => Math.min(col, columns.length) * COLUMN + Math.max(0, col - columns.length) * TOTAL;

  const look = () => {
    const element = box.current;
    if (element === null) return;
    const names = element.clientWidth < 600 ? 132 : 232;
    const next = {
      top: Math.floor(element.scrollTop / ROW),
      left: Math.floor(element.scrollLeft / COLUMN),
      rows: Math.ceil(element.clientHeight / ROW),
      cols: Math.ceil((element.clientWidth - names) / COLUMN),
      names,
    };
    setSeen((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
  };
  useLayoutEffect(() => {
    look();
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // The cursor stays in sight, past the names and the headings that stand over the cells.
  const { row: activeRow, col: activeCol } = selection.active;
  const columnCount = columns.length;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const x = Math.min(activeCol, columnCount) * COLUMN + Math.max(0, activeCol - columnCount) * TOTAL;
    const wide = activeCol < columnCount ? COLUMN : TOTAL;
    const y = activeRow * ROW;
    const tall = element.clientHeight - HEAD - ROW * 2;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y > element.scrollTop + tall) element.scrollTop = y - tall;
    if (x < element.scrollLeft) element.scrollLeft = x;
    else if (x + wide > element.scrollLeft + element.clientWidth - seen.names)
      element.scrollLeft = x + wide - element.clientWidth + seen.names;
  }, [activeRow, activeCol, columnCount, seen.names]);
  const isEditing = editing !== null;
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !isEditing) box.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);

  const readOnly = selection.active.col >= columns.length;
  const begin = (start: string, typed: boolean) => {
    if (!readOnly && students.length > 0 && columns.length > 0) onEdit({ text: start, typed });
  };
  const current = () => {
    const student = students[activeRow];
    const column = columns[activeCol];
    return student === undefined || column === undefined ? null : shownCell(student, column, activeCol, props.pending);
  };
  const clear = () => {
    const cells: Laid[] = [];
    for (let row = block.top; row <= block.bottom; row += 1)
      for (let col = block.left; col <= Math.min(block.right, columns.length - 1); col += 1)
        cells.push({ row, col, text: '' });
    props.onPut(cells, 0);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || editing !== null) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const { key } = event;
    if (ctrl && key.toLowerCase() === 'z') {
      event.preventDefault();
      props.onUndo(event.shiftKey);
    } else if (ctrl && key.toLowerCase() === 'y') {
      event.preventDefault();
      props.onUndo(true);
    } else if (key === 'F2' || (key === 'Enter' && !event.shiftKey)) {
      event.preventDefault();
      if (readOnly) props.onOpen();
      else
        begin(
          typedOf(current(), (state) => text.states[state]),
          false,
        );
    } else if (key === 'Delete' || key === 'Backspace') {
      event.preventDefault();
      clear();
    } else if (key.length === 1 && !ctrl && !event.altKey && key !== ' ') {
      event.preventDefault();
      begin(key, true);
    } else if (key === 'Process') {
      begin('', true);
    } else {
      const next = moved(selection, { key, shift: event.shiftKey, ctrl }, size, Math.max(1, seen.rows - 3));
      if (next === null) return;
      event.preventDefault();
      onSelect(next);
    }
  };

  const commit = (event: KeyboardEvent<HTMLInputElement>, go: boolean) => {
    event.preventDefault();
    if (!props.onCommit(event.currentTarget.value)) return;
    onEdit(null);
    const next = moved(selection, { key: event.key, shift: event.shiftKey, ctrl: false }, size, 1);
    if (go && next !== null) onSelect(next);
  };
  const onInputKey = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' || event.key === 'Tab') commit(event, true);
    else if (event.key === 'Escape') {
      event.preventDefault();
      onEdit(null);
    } else if (editing?.typed === true && event.key.startsWith('Arrow')) commit(event, true);
  };

  const where = (event: PointerEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-col]');
    return cell === null ? null : { row: Number(cell.dataset.row), col: Number(cell.dataset.col) };
  };
  const onPointerDown = (event: PointerEvent) => {
    const cell = where(event);
    if (cell === null || event.button !== 0 || event.pointerType !== 'mouse') return;
    if (editing !== null) {
      if (cell.row === activeRow && cell.col === activeCol) return;
      const field = box.current?.querySelector<HTMLInputElement>('.gb-input');
      if (field && !props.onCommit(field.value)) {
        event.preventDefault();
        return;
      }
      onEdit(null);
    }
    onSelect(event.shiftKey ? { anchor: selection.anchor, active: cell } : at(cell.row, cell.col));
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.buttons !== 1 || event.pointerType !== 'mouse' || editing !== null) return;
    const cell = where(event);
    if (cell !== null && (cell.row !== activeRow || cell.col !== activeCol))
      onSelect({ anchor: selection.anchor, active: cell });
  };

  const onCopy = (event: ClipboardEvent, cut = false) => {
    if (editing !== null) return;
    event.preventDefault();
    const rows = students.slice(block.top, block.bottom + 1).map((student) =>
      Array.from({ length: block.right - block.left + 1 }, (_, place) => {
        const column = columns[block.left + place];
        if (column !== undefined)
          return typedOf(shownCell(student, column, block.left + place, props.pending), (state) => text.states[state]);
        const total = TOTALS[block.left + place - columns.length];
        return (total && student.totals[total]) ?? '';
      }),
    );
    event.clipboardData.setData('text/plain', writeTable(rows));
    if (cut) clear();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (editing !== null) return;
    event.preventDefault();
    const { cells, left: lost } = lay(
      readTable(event.clipboardData.getData('text/plain')),
      block,
      students.length,
      columns.length,
    );
    props.onPut(cells, lost);
  };

  const firstRow = Math.max(0, seen.top - OVER);
  const lastRow = Math.min(students.length, seen.top + seen.rows + OVER);
  const firstCol = Math.max(0, Math.min(seen.left - OVER, size.cols - 1));
  const lastCol = Math.min(size.cols, seen.left + seen.cols + OVER);
  const shown = Array.from({ length: Math.max(0, lastCol - firstCol) }, (_, place) => firstCol + place);
  const width = seen.names + left(size.cols);
  const active = students.length > 0 && selection.active.row < students.length;
  return (
    <div
      ref={box}
      className="gb"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={students.length + 2}
      aria-colcount={size.cols + 1}
      aria-multiselectable="true"
      aria-activedescendant={active ? cellId(activeRow, activeCol) : undefined}
      onScroll={look}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onClick={(event) => {
        const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-col]');
        if (cell !== null && editing === null && !event.shiftKey && blockSize(block) === 1)
          onSelect(at(Number(cell.dataset.row), Number(cell.dataset.col)));
      }}
      onDoubleClick={() => {
        if (readOnly) props.onOpen();
        else
          begin(
            typedOf(current(), (state) => text.states[state]),
            false,
          );
      }}
      onCopy={(event) => onCopy(event)}
      onCut={(event) => onCopy(event, true)}
      onPaste={onPaste}
    >
      <div className="gb-head" role="row" aria-rowindex={1} style={{ width }}>
        <div className="gb-name" role="columnheader" aria-colindex={1} style={{ width: seen.names }}>
          {text.student}
        </div>
        <i role="presentation" style={{ width: left(firstCol) }} />
        {shown.map((col) => {
          const column = columns[col];
          return (
            <div
              key={column?.id ?? col}
              role="columnheader"
              aria-colindex={col + 2}
              className="gb-th"
              style={{ width: col < columns.length ? COLUMN : TOTAL }}
            >
              {column === undefined ? (
                <span>{text.totals[TOTALS[col - columns.length] ?? 'final']}</span>
              ) : (
                <button
                  type="button"
                  tabIndex={-1}
                  title={column.title}
                  data-hidden={column.published ? undefined : ''}
                  onClick={() => props.onHead(column.id)}
                >
                  <span>{column.title}</span>
                  <small>{props.heads[col]}</small>
                </button>
              )}
            </div>
          );
        })}
      </div>
      <div className="gb-body" role="rowgroup" style={{ height: students.length * ROW, width }}>
        {students.slice(firstRow, lastRow).map((student, place) => {
          const row = firstRow + place;
          const inBlock = row >= block.top && row <= block.bottom;
          return (
            <Row
              key={student.id}
              row={row}
              student={student}
              columns={columns}
              pending={props.pending}
              first={firstCol}
              last={lastCol}
              before={left(firstCol)}
              names={seen.names}
              width={width}
              block={inBlock ? block : null}
              activeCol={row === activeRow ? activeCol : -1}
              editing={row === activeRow ? editing : null}
              wrong={row === activeRow && props.wrong}
              onInputKey={row === activeRow ? onInputKey : null}
            />
          );
        })}
      </div>
      <div className="gb-foot" role="row" aria-rowindex={students.length + 2} style={{ width }}>
        <div className="gb-name" role="rowheader" aria-colindex={1} style={{ width: seen.names }}>
          {text.average}
        </div>
        <i role="presentation" style={{ width: left(firstCol) }} />
        {shown.map((col) => (
          <div
            key={col}
            role="gridcell"
            aria-colindex={col + 2}
            className="gb-td"
            style={{ width: col < columns.length ? COLUMN : TOTAL }}
          >
            {props.averages[col] ?? ''}
          </div>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  row: number;
  student: StudentView;
  columns: readonly ColumnView[];
  pending: SheetState['pending'];
  first: number;
  last: number;
  before: number;
  names: number;
  width: number;
  block: Block | null;
  activeCol: number;
  editing: Editing | null;
  wrong: boolean;
  onInputKey: ((event: KeyboardEvent<HTMLInputElement>) => void) | null;
}

const Row = memo(function Row(props: RowProps) {
  const { row, student, columns, activeCol, editing, block } = props;
  const text = useText('gradebook');
  const cells = [];
  for (let col = props.first; col < props.last; col += 1) {
    const column = columns[col];
    const active = col === activeCol;
    const selected = block !== null && contains(block, row, col);
    const common = {
      id: cellId(row, col),
      role: 'gridcell',
      'aria-colindex': col + 2,
      'aria-selected': selected,
      'data-row': row,
      'data-col': col,
      'data-active': active ? '' : undefined,
    };
    if (column === undefined) {
      const { so_far: soFar, final, letter } = student.totals;
      const isFinal = col > columns.length;
      cells.push(
        <div key={col} {...common} aria-readonly="true" className="gb-td gb-total" style={{ width: TOTAL }}>
          {(isFinal ? final : soFar) ?? '–'}
          {isFinal && <span className="gb-letter">{letter ?? ''}</span>}
        </div>,
      );
      continue;
    }
    const cell = shownCell(student, column, col, props.pending);
    const name = text.cellOf(student.name, column.title);
    cells.push(
      <div
        key={column.id}
        {...common}
        className="gb-td"
        style={{ width: COLUMN }}
        data-s={look(cell)}
        data-wait={props.pending.has(keyOf(column.id, student.id)) ? '' : undefined}
      >
        {active && editing !== null ? (
          <input
            className="gb-input"
            aria-label={name}
            aria-invalid={props.wrong || undefined}
            defaultValue={editing.text}
            autoFocus
            inputMode="decimal"
            autoComplete="off"
            onFocus={(event) => {
              if (!editing.typed) event.currentTarget.select();
            }}
            onKeyDown={props.onInputKey ?? undefined}
          />
        ) : (
          <CellText cell={cell} />
        )}
      </div>,
    );
  }
  return (
    <div
      role="row"
      aria-rowindex={row + 2}
      className="gb-row"
      style={{ transform: `translateY(${row * ROW}px)`, width: props.width }}
    >
      <div className="gb-name" role="rowheader" aria-colindex={1} style={{ width: props.names }}>
        <Avatar id={student.id} name={student.name} size={24} />
        <span className="cut" title={student.name}>
          {student.name}
        </span>
      </div>
      <i role="presentation" style={{ width: props.before }} />
      {cells}
    </div>
  );
});

function CellText({ cell }: { cell: CellView | null }) {
  const text = useText('gradebook');
  const { state = 'not_due', points, late = false } = cell ?? {};
  if (state === 'score') return late ? `${points ?? ''} ${text.late}` : (points ?? '');
  return state === 'not_due' ? '' : text.states[state];
}

function look(cell: CellView | null): string | undefined {
  const { state = 'not_due', late = false, override = false } = cell ?? {};
  if (state === 'score') return override ? 'over' : late ? 'late' : undefined;
  return { missing: 'miss', awaiting: 'todo', excused: 'off', not_due: undefined }[state];
}

/** With what was typed and is not saved yet. */
export function shownCell(
  student: StudentView,
  column: ColumnView,
  place: number,
  pending: SheetState['pending'],
): CellView | null {
  const saved = student.cells[place] ?? null;
  const typed: { put: Put } | undefined = pending.get(keyOf(column.id, student.id));
  return typed === undefined ? saved : supposed(saved, typed.put);
}

const blockSize = ({ top, left, bottom, right }: Block): number => (bottom - top + 1) * (right - left + 1);
const cellId = (row: number, col: number): string => `gb-${row}-${col}`;
