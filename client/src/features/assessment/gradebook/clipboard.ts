import type { Block } from './selection.ts';

/** Tables as spreadsheets put them on the clipboard: cells between tabs, rows between line breaks, quotes around what
 * has either in it. */

export function readTable(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place] ?? '';
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[place + 1] === '"') {
        cell += '"';
        place += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === '\t') {
      row.push(cell);
      cell = '';
    } else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && text[place + 1] === '\n') place += 1;
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += sign;
  }
  // The last line break ends the last row and begins none.
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}

export function writeTable(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => row.map((cell) => (/["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t'))
    .join('\n');
}

export interface Laid {
  row: number;
  col: number;
  text: string;
}

/** Lays a table over the grid from the block's upper left: one cell, or a row or column that fits, fills the block.
 * `left`: how many cells had no place. */
export function lay(
  table: readonly (readonly string[])[],
  block: Block,
  rows: number,
  cols: number,
): { cells: Laid[]; left: number } {
  const height = table.length;
  const width = Math.max(0, ...table.map((row) => row.length));
  if (height === 0 || width === 0) return { cells: [], left: 0 };
  const tall = block.bottom - block.top + 1;
  const wide = block.right - block.left + 1;
  const down = tall % height === 0 ? tall : height;
  const across = wide % width === 0 ? wide : width;
  const cells: Laid[] = [];
  let left = 0;
  for (let r = 0; r < down; r += 1) {
    for (let c = 0; c < across; c += 1) {
      const row = block.top + r;
      const col = block.left + c;
      const text = table[r % height]?.[c % width];
      if (text === undefined) continue;
      if (row < rows && col < cols) cells.push({ row, col, text });
      else left += 1;
    }
  }
  return { cells, left };
}
