/** The gallery's grid rule (design: "Grid rule"). All lengths in CSS pixels. */

export const GAP = 8;
/** The speaking ring is drawn 3 px outside each tile, so the outermost tiles keep that much room. */
export const RING = 3;
/** A layout with fewer rows is preferred when its tiles are at most this much narrower. */
const ROW_PREFERENCE = 0.95;

export interface Grid {
  columns: number;
  rows: number;
  /** Width of a tile; its height is 9/16 of that. */
  width: number;
}

export interface Pages extends Grid {
  perPage: number;
  pages: number;
}

export function tileWidth(width: number, height: number, columns: number, rows: number): number {
  const across = (width - 2 * RING - (columns - 1) * GAP) / columns;
  const down = (height - 2 * RING - (rows - 1) * GAP) / rows;
  return Math.max(0, Math.min(across, (down * 16) / 9));
}

/** The largest tiles for `count` people, with fewer rows when that costs 5 % or less. */
export function bestGrid(width: number, height: number, count: number): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), width: tileWidth(width, height, 1, Math.max(1, count)) };
  const grids: Grid[] = [best];
  for (let columns = 2; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const grid = { columns, rows, width: tileWidth(width, height, columns, rows) };
    grids.push(grid);
    if (grid.width > best.width) best = grid;
  }
  const close = grids.filter((grid) => grid.width >= best.width * ROW_PREFERENCE);
  return close.reduce((a, b) => (b.rows < a.rows || (b.rows === a.rows && b.width > a.width) ? b : a), best);
}

/** Splits `count` people into pages of at most `limit`, whose tiles are no narrower than `minWidth`. */
export function pageGrid(width: number, height: number, count: number, limit: number, minWidth: number): Pages {
  let perPage = Math.max(1, Math.min(count, limit));
  while (perPage > 1 && bestGrid(width, height, perPage).width < minWidth) perPage -= 1;
  const pages = Math.max(1, Math.ceil(count / perPage));
  return { ...bestGrid(width, height, perPage), perPage, pages };
}

const PHONE_PAGE = 12;

/** A portrait phone: one column for up to two people, else two columns, twelve a page, scrolled never. */
export function phoneGrid(width: number, height: number, count: number): Pages {
  const perPage = Math.max(1, Math.min(count, PHONE_PAGE));
  const columns = perPage <= 2 ? 1 : 2;
  const rows = Math.ceil(perPage / columns);
  return {
    columns,
    rows,
    width: tileWidth(width, height, columns, rows),
    perPage,
    pages: Math.max(1, Math.ceil(count / perPage)),
  };
}
