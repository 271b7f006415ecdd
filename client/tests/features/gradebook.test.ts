import { describe, expect, test } from 'vitest';
import type { CellEntry, CellsChanged, CellView, GradebookView } from '../../src/core/api.gen.ts';
import { lay, readTable, writeTable } from '../../src/features/assessment/gradebook/clipboard.ts';
import { shareOf } from '../../src/features/assessment/gradebook/figures.ts';
import { at, blockOf, moved } from '../../src/features/assessment/gradebook/selection.ts';
import { Sheet } from '../../src/features/assessment/gradebook/sheet.ts';
import { putOf, readTyped, type Put } from '../../src/features/assessment/gradebook/values.ts';

const SIZE = { rows: 10, cols: 4 };
const key = (name: string, more: { shift?: boolean; ctrl?: boolean } = {}) => ({
  key: name,
  shift: more.shift ?? false,
  ctrl: more.ctrl ?? false,
});

describe('moving as in a spreadsheet', () => {
  test('arrows stop at the edge, and with Shift widen the block', () => {
    expect(moved(at(0, 0), key('ArrowUp'), SIZE, 5)).toEqual(at(0, 0));
    const wide = moved(at(2, 1), key('ArrowDown', { shift: true }), SIZE, 5);
    expect(wide && blockOf(wide)).toEqual({ top: 2, left: 1, bottom: 3, right: 1 });
  });

  test('Tab goes on in the next row, and out of the grid at its end', () => {
    expect(moved(at(0, 3), key('Tab'), SIZE, 5)).toEqual(at(1, 0));
    expect(moved(at(9, 3), key('Tab'), SIZE, 5)).toBeNull();
    expect(moved(at(0, 0), key('Tab', { shift: true }), SIZE, 5)).toBeNull();
  });

  test('Control goes all the way and Enter goes down', () => {
    expect(moved(at(4, 2), key('End', { ctrl: true }), SIZE, 5)).toEqual(at(9, 3));
    expect(moved(at(4, 2), key('Enter'), SIZE, 5)).toEqual(at(5, 2));
    expect(moved(at(4, 2), key('PageDown'), SIZE, 5)).toEqual(at(9, 2));
  });
});

describe('the clipboard', () => {
  test('reads what spreadsheets write, quotes and line breaks in cells included', () => {
    expect(readTable('1\t"two\nlines"\r\n3\t"say ""four"""\r\n')).toEqual([
      ['1', 'two\nlines'],
      ['3', 'say "four"'],
    ]);
    expect(readTable('7\n\n8\n')).toEqual([['7'], [''], ['8']]);
  });

  test('what it writes it reads again', () => {
    const rows = [
      ['a\tb', '"'],
      ['', 'c'],
    ];
    expect(readTable(writeTable(rows))).toEqual(rows);
  });

  test('one cell fills a block, a table stands at its corner, and what has no place is counted', () => {
    const block = { top: 0, left: 0, bottom: 1, right: 1 };
    expect(lay([['5']], block, 3, 3).cells).toHaveLength(4);
    const { cells, left } = lay(
      [
        ['1', '2'],
        ['3', '4'],
      ],
      { top: 2, left: 2, bottom: 2, right: 2 },
      3,
      3,
    );
    expect([cells, left]).toEqual([[{ row: 2, col: 2, text: '1' }], 3]);
  });
});

describe('what is typed', () => {
  test.each([
    ['17.50', { put: 'score', points: '17.5' }],
    [' １８ ', { put: 'score', points: '18' }],
    ['면제', { put: 'excused', points: null }],
    ['채점 전', { put: 'awaiting', points: null }],
    ['', { put: 'clear', points: null }],
    ['seventeen', null],
    ['-3', null],
    ['1.23456', null],
  ])('%s', (typed, put) => {
    expect(readTyped(typed)).toEqual(put);
  });

  test('a column that fills itself is undone to what it had by hand, and no further', () => {
    expect(putOf({ version: 1, state: 'score', points: '8' }, true)).toEqual({ put: 'clear', points: null });
    expect(putOf({ version: 2, state: 'score', points: '9', raw: '8', override: true }, true).points).toBe('9');
    expect(putOf({ version: 1, state: 'score', points: '20', raw: '15' }, false).points).toBe('15');
  });
});

const TOTALS = { so_far: null, final: null, letter: null, reason: 'nothing_counts', rank: null } as const;
const CLASS = { size: 1, quotas: [], ties: [], settled: [] };

function book(...cells: (CellView | null)[]): GradebookView {
  return {
    version: 1,
    owner: true,
    settings: {} as GradebookView['settings'],
    categories: [{ id: 'g', title: 'All', weight: '40', weighing: 'points', drop: 0, extra: false, version: 1 }],
    columns: cells.map((_, place) => ({
      id: `c${String(place)}`,
      title: 'Essay',
      category_id: 'g',
      points: place === 0 ? '30' : '10',
      weight: null,
      extra: false,
      droppable: true,
      published: false,
      curved: null,
      source: 'entered',
      version: 1,
    })),
    students: [{ id: 's', name: 'Kim', email: '', standings: [], cells, totals: TOTALS }],
    totals: CLASS,
  };
}

/** A server that saves everything, or answers as it is told. */
class Server {
  readonly sent: CellEntry[][] = [];
  answer: (entries: CellEntry[]) => Promise<Partial<CellsChanged>> = () => Promise.resolve({});

  readonly send = async (entries: CellEntry[], preview: boolean): Promise<CellsChanged> => {
    if (!preview) this.sent.push(entries);
    const cells = entries.map((one): CellsChanged['cells'][number] => ({
      column_id: one.column_id,
      student_id: one.student_id,
      cell: {
        version: one.version + 1,
        state: one.put === 'score' ? 'score' : 'not_due',
        points: one.points,
      },
    }));
    const base = { version: 2, saved: !preview, moves: [], cells, conflicts: [], students: {}, totals: CLASS };
    return { ...base, ...(await this.answer(entries)) };
  };
}

const score = (points: string): Put => ({ put: 'score', points });
const put = (sheet: Sheet, points: string, columnId = 'c0') =>
  sheet.put([{ columnId, studentId: 's', put: score(points) }]);
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('editing', () => {
  test('is shown at once, saved in order, and later typing rests on what was saved before', async () => {
    const server = new Server();
    const sheet = new Sheet(book(null), server.send);
    put(sheet, '1');
    put(sheet, '2');
    expect(sheet.cell('c0', 's')?.points).toBe('2');
    await settled();
    expect(server.sent.map(([one]) => [one?.points, one?.version])).toEqual([
      ['1', 0],
      ['2', 1],
    ]);
    expect(sheet.store.getState().pending.size).toBe(0);
  });

  test('is taken back and done again, a block as one step', async () => {
    const server = new Server();
    const sheet = new Sheet(book({ version: 3, state: 'score', points: '7' }, null), server.send);
    sheet.put([
      { columnId: 'c0', studentId: 's', put: score('9') },
      { columnId: 'c1', studentId: 's', put: score('8') },
    ]);
    await settled();
    expect(sheet.undo()).toHaveLength(2);
    expect([sheet.cell('c0', 's')?.points, sheet.cell('c1', 's')?.state]).toEqual(['7', 'not_due']);
    await settled();
    sheet.redo();
    expect(sheet.cell('c0', 's')?.points).toBe('9');
    expect(sheet.redo()).toBeNull();
  });

  test('what could not be saved stays and is sent again', async () => {
    const server = new Server();
    const sheet = new Sheet(book(null), server.send);
    server.answer = () => Promise.reject(new Error('offline'));
    put(sheet, '5');
    await settled();
    expect([sheet.store.getState().fault !== null, sheet.cell('c0', 's')?.points]).toEqual([true, '5']);
    server.answer = () => Promise.resolve({});
    sheet.retry();
    await settled();
    expect([sheet.store.getState().fault, sheet.store.getState().pending.size]).toEqual([null, 0]);
  });

  test('somebody else’s value stands until one insists, and undo does not undo what they did', async () => {
    const server = new Server();
    const sheet = new Sheet(book(null), server.send);
    const current: CellView = { version: 4, state: 'score', points: '12' };
    server.answer = ([yours]) =>
      Promise.resolve({
        cells: [],
        conflicts: yours
          ? [{ column_id: 'c0', student_id: 's', yours, current, changed_by: 'Lee', changed_at: null }]
          : [],
      });
    put(sheet, '5');
    await settled();
    const [conflict] = sheet.store.getState().conflicts;
    expect([sheet.cell('c0', 's')?.points, sheet.undo()]).toEqual(['12', null]);
    server.answer = () => Promise.resolve({});
    if (conflict) sheet.insist(conflict);
    await settled();
    expect(server.sent.at(-1)?.[0]).toMatchObject({ points: '5', version: 4 });
    expect(sheet.store.getState().conflicts).toEqual([]);
  });

  test('a mark that pushes somebody else under a quota waits for a yes', async () => {
    const server = new Server();
    const limited = { ...book(null), totals: { ...CLASS, quotas: [{ letter: 'A0', given: 1, most: 1, least: null }] } };
    const sheet = new Sheet(limited, server.send);
    server.answer = () => Promise.resolve({ moves: [{ student_id: 't', before: 'A0', after: 'B+', pushed: true }] });
    put(sheet, '5');
    await settled();
    expect([server.sent, sheet.store.getState().asking?.length]).toEqual([[], 1]);
    sheet.agree();
    await settled();
    expect([server.sent.length, sheet.store.getState().asking]).toEqual([1, null]);
  });
});

test('a column’s share of the total is its part of its category', () => {
  const all = book(null, null);
  expect(all.columns.map((column) => shareOf(column, all))).toEqual([75, 25]);
});
