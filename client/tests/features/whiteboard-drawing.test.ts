import { describe, expect, test } from 'vitest';
import { boxOf, endsOf, headOf } from '../../src/features/learning/whiteboard/geometry.ts';
import {
  decodePoints,
  encodePoints,
  MAX_POINTS,
  pathThrough,
  runs,
  thinned,
  WIDTHS,
} from '../../src/features/learning/whiteboard/strokes.ts';
import { wrapped } from '../../src/features/learning/whiteboard/text.ts';
import type { BoardObject } from '../../src/features/learning/whiteboard/types.ts';

function object(changes: Partial<BoardObject>): BoardObject {
  return {
    id: 'o',
    kind: 'rect',
    by: 'ana',
    page: '1',
    z: 1,
    x: 0,
    y: 0,
    w: 100,
    h: 100,
    color: '#1a1b1e',
    fill: null,
    size: 3,
    dash: false,
    points: new Uint8Array(),
    text: '',
    start: null,
    end: null,
    src: null,
    ...changes,
  };
}

describe('a stroke', () => {
  test('comes back from its bytes to an eighth of a unit, without adding up what is rounded', () => {
    const points = Array.from({ length: 400 }, (_, index) => ({ x: index * 1.07, y: -index * 0.33, pressure: 0.5 }));

    const back = decodePoints({ x: 10, y: 20 }, encodePoints(points));

    back.forEach((point, index) => {
      expect(point.x).toBeCloseTo(10 + index * 1.07, 0);
      expect(Math.abs(point.y - (20 - index * 0.33))).toBeLessThanOrEqual(0.0626);
    });
    expect(back[399]?.pressure).toBeCloseTo(0.5, 2);
  });

  test('has a piece for each width, without a gap', () => {
    const pieces = runs([
      { x: 0, y: 0, pressure: 0 },
      { x: 1, y: 0, pressure: 0 },
      { x: 2, y: 0, pressure: 1 },
    ]);

    expect(pieces.map(({ step, points }) => [step, points.map(({ x }) => x)])).toEqual([
      [0, [0, 1]],
      [WIDTHS, [1, 2]],
    ]);
  });

  test('loses the points that say nothing, and never more than the most that a board takes', () => {
    const line = Array.from({ length: 50 }, (_, x) => ({ x, y: 0, pressure: 0.5 }));
    const zigzag = Array.from({ length: MAX_POINTS * 2 }, (_, x) => ({ x, y: (x % 2) * 9, pressure: 0.5 }));

    expect(thinned(line, 0.2).map(({ x }) => x)).toEqual([0, 49]);
    expect(thinned(zigzag, 0.2)).toHaveLength(MAX_POINTS);
  });

  test('of one point is a dot', () => {
    expect(pathThrough([{ x: 1, y: 2 }])).toBe('M1 2L1 2');
    expect(pathThrough([])).toBe('');
  });
});

describe('an arrow', () => {
  const objects = new Map([
    ['a', object({ id: 'a' })],
    ['b', object({ id: 'b', x: 300 })],
  ]);
  const arrow = object({ id: 'c', kind: 'arrow', start: 'a', end: 'b', w: 1, h: 1 });

  test('goes from edge to edge of what it is tied to', () => {
    expect(endsOf(arrow, objects)).toEqual([
      { x: 100, y: 50 },
      { x: 300, y: 50 },
    ]);
  });

  test('stays where it is when that is gone', () => {
    expect(endsOf(arrow, new Map())).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ]);
  });

  test('has a head that ends at its end', () => {
    expect(headOf(endsOf(arrow, objects), 3)[1]).toEqual({ x: 300, y: 50 });
    expect(
      headOf(
        [
          { x: 1, y: 1 },
          { x: 1, y: 1 },
        ],
        3,
      ),
    ).toEqual([]);
  });

  test('covers the way between its ends', () => {
    expect(boxOf(arrow, objects)).toEqual({ x: 97, y: 47, w: 206, h: 6 });
  });
});

test.each([
  ['one two three', ['one two', 'three']],
  ['abcdefghijklmnop', ['abcdefgh', 'ijklmnop']],
  ['one\n\ntwo', ['one', '', 'two']],
  ['', ['']],
])('text is broken between words, or where a word is too long: %s', (text, lines) => {
  expect(wrapped(text, 8, (line) => line.length)).toEqual(lines);
});
