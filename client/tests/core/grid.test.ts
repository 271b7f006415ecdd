import { describe, expect, it } from 'vitest';
import { bestGrid, pageGrid, phoneGrid, tileWidth } from '../../src/core/grid.ts';

/** The stage of a window, as the design's numbers give it. */
const stages = {
  '1440, no panel': { width: 1416, height: 776 },
  '1440, panel': { width: 1048, height: 776 },
  '1024, panel': { width: 672, height: 644 },
};

describe('the grid rule', () => {
  it.each([
    [6, '1440, no panel', 3, 2, 464],
    [6, '1440, panel', 2, 3, 446],
    [6, '1024, panel', 2, 3, 329],
    [12, '1440, no panel', 4, 3, 346],
    [12, '1440, panel', 3, 4, 331],
    [12, '1024, panel', 3, 4, 216],
    [25, '1440, no panel', 5, 5, 262],
    [25, '1440, panel', 5, 5, 202],
    [25, '1024, panel', 4, 7, 149],
  ] as const)('puts %i people at %s into %i columns and %i rows, %i wide', (count, stage, columns, rows, width) => {
    const grid = bestGrid(stages[stage].width, stages[stage].height, count);
    expect([grid.columns, grid.rows, Math.floor(grid.width)]).toEqual([columns, rows, width]);
  });

  it('gives one person the whole stage', () => {
    expect(bestGrid(1600, 906, 1)).toMatchObject({ columns: 1, rows: 1, width: 1594 });
  });

  it('takes fewer rows when that costs 5 % or less', () => {
    const [width, height] = [1060, 886];
    expect(tileWidth(width, height, 1, 2)).toBeGreaterThan(tileWidth(width, height, 2, 1));
    expect(bestGrid(1610, 950, 2).rows).toBe(1);
  });
});

describe('pages', () => {
  it('hold at most as many people as there are receive slots', () => {
    expect(pageGrid(1416, 776, 50, 25, 160)).toMatchObject({ perPage: 25, pages: 2, columns: 5, rows: 5 });
  });

  it('hold fewer where tiles would fall below the smallest size', () => {
    const pages = pageGrid(600, 400, 25, 25, 160);
    expect(pages.width).toBeGreaterThanOrEqual(160);
    expect(pages.perPage).toBeLessThan(25);
    expect(pages.pages * pages.perPage).toBeGreaterThanOrEqual(25);
  });

  it('are one for one person in a window that is far too small', () => {
    expect(pageGrid(100, 60, 1, 25, 160)).toMatchObject({ perPage: 1, pages: 1 });
  });
});

describe('a portrait phone', () => {
  it.each([
    [1, 1, 1, 1],
    [2, 1, 2, 1],
    [6, 2, 3, 1],
    [12, 2, 6, 1],
    [25, 2, 6, 3],
    [50, 2, 6, 5],
  ])('shows %i people in %i columns and %i rows on %i pages', (count, columns, rows, pages) => {
    expect(phoneGrid(374, 724, count)).toMatchObject({ columns, rows, pages });
  });

  it('has tiles 180 wide in two columns', () => {
    expect(phoneGrid(374, 724, 12).width).toBe(180);
  });
});
