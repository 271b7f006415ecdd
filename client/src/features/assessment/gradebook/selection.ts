/** Where the cursor of a grid stands, and the block that is selected with it: pure. */

export interface Cell {
  row: number;
  col: number;
}

/** `anchor` is where the block began, `active` where the cursor is. */
export interface Selection {
  anchor: Cell;
  active: Cell;
}

export interface Size {
  rows: number;
  cols: number;
}

export interface Block {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface Press {
  key: string;
  shift: boolean;
  /** Control, or Command on a Mac. */
  ctrl: boolean;
}

export const at = (row: number, col: number): Selection => ({ anchor: { row, col }, active: { row, col } });

export function blockOf({ anchor, active }: Selection): Block {
  return {
    top: Math.min(anchor.row, active.row),
    left: Math.min(anchor.col, active.col),
    bottom: Math.max(anchor.row, active.row),
    right: Math.max(anchor.col, active.col),
  };
}

export const contains = ({ top, left, bottom, right }: Block, row: number, col: number): boolean =>
  row >= top && row <= bottom && col >= left && col <= right;

/** How many cells a block has. */
export const sizeOf = ({ top, left, bottom, right }: Block): number => (bottom - top + 1) * (right - left + 1);

/** Where a key leads, or null where it leads nowhere. `page`: how many rows are seen at once. */
export function moved(selection: Selection, press: Press, size: Size, page: number): Selection | null {
  const { row, col } = selection.active;
  const { key, ctrl } = press;
  const last = { row: size.rows - 1, col: size.cols - 1 };
  if (key === 'Tab') return tabbed(selection, press.shift, size);
  if (key === 'Enter') return only(clamp({ row: row + (press.shift ? -1 : 1), col }, size));
  if (ctrl && key.toLowerCase() === 'a') return { anchor: { row: 0, col: 0 }, active: last };
  const target = {
    ArrowUp: { row: ctrl ? 0 : row - 1, col },
    ArrowDown: { row: ctrl ? last.row : row + 1, col },
    ArrowLeft: { row, col: ctrl ? 0 : col - 1 },
    ArrowRight: { row, col: ctrl ? last.col : col + 1 },
    PageUp: { row: row - page, col },
    PageDown: { row: row + page, col },
    Home: { row: ctrl ? 0 : row, col: 0 },
    End: { row: ctrl ? last.row : row, col: last.col },
  }[key];
  if (target === undefined) return null;
  const active = clamp(target, size);
  return press.shift ? { anchor: selection.anchor, active } : only(active);
}

/** One on, and from the end of a row to the beginning of the next; null at either end, where focus goes on. */
function tabbed({ active: { row, col } }: Selection, back: boolean, { rows, cols }: Size): Selection | null {
  const place = row * cols + col + (back ? -1 : 1);
  return place < 0 || place >= rows * cols ? null : at(Math.floor(place / cols), place % cols);
}

const only = (active: Cell): Selection => ({ anchor: active, active });

export function clamp({ row, col }: Cell, { rows, cols }: Size): Cell {
  return { row: Math.max(0, Math.min(rows - 1, row)), col: Math.max(0, Math.min(cols - 1, col)) };
}
