import { describe, expect, test } from 'vitest';
import { Backdrop, feather, follow } from '../../../src/core/comfort/mask.ts';

const SIZE = { width: 256, height: 144 };
const COUNT = SIZE.width * SIZE.height;
const PERSON = { from: 84, to: 172 };

/** A person who fills the middle third; around them what `outside` says of each column. */
function scene(person: number[], outside: (x: number) => number[]) {
  const mask = new Float32Array(COUNT);
  const picture = new Uint8ClampedArray(COUNT * 4);
  for (let at = 0; at < COUNT; at += 1) {
    const x = at % SIZE.width;
    const inside = x >= PERSON.from && x < PERSON.to;
    mask[at] = inside ? 1 : 0;
    picture.set([...(inside ? person : outside(x)), 255], at * 4);
  }
  return { mask, picture };
}

/** The pixels of one row of the backdrop, from `from` to before `to`. */
function row({ pixels, size }: Backdrop, from: number, to: number): number[][] {
  const start = (size.height / 2) * size.width;
  return Array.from({ length: to - from }, (_, x) => [
    ...pixels.slice(4 * (start + from + x), 4 * (start + from + x) + 4),
  ]);
}

describe('the mask', () => {
  test('follows slowly what hardly changes, so that an edge does not flicker', () => {
    const held = new Float32Array([0.5]);
    follow(held, new Float32Array([0.52]));
    expect(held[0]).toBeGreaterThan(0.5);
    expect(held[0]).toBeLessThan(0.51);
  });

  test('follows at once what changes much, so that a hand leaves no trail', () => {
    const held = new Float32Array([1, 0]);
    follow(held, new Float32Array([0, 1]));
    expect([...held]).toEqual([0, 1]);
  });

  test('shows all of the person and nothing of what is away from them, with a soft edge', () => {
    const { mask } = scene([0, 0, 0], () => [0, 0, 0]);
    const pixels = new Uint8ClampedArray(COUNT * 4);
    feather(mask, SIZE, pixels);
    const shown = Array.from({ length: SIZE.width }, (_, x) => pixels[(72 * SIZE.width + x) * 4 + 3] ?? 0);
    expect(new Set(shown.slice(PERSON.from + 1, PERSON.to - 1))).toEqual(new Set([255]));
    expect(new Set(shown.slice(0, PERSON.from))).toEqual(new Set([0]));
    expect(shown[PERSON.from]).toBeLessThan(255);
    expect(shown[PERSON.from]).toBeGreaterThan(0);
  });
});

describe('the backdrop', () => {
  test('has nothing of the person in it, not even beside them', () => {
    const { mask, picture } = scene([255, 0, 0], () => [0, 0, 255]);
    const backdrop = new Backdrop(SIZE, 16 / 9);
    backdrop.paint(picture, mask);
    // Even a little behind the person what is around them stands in their place.
    for (const [red, green, blue, alpha] of row(backdrop, 0, PERSON.from / 2 + 8)) {
      expect(red).toBeLessThan(3);
      expect([green, alpha]).toEqual([0, 255]);
      expect(blue).toBeGreaterThan(252);
    }
  });

  test('cannot be read', () => {
    const { mask, picture } = scene([128, 128, 128], (x) =>
      Array<number>(3).fill(Math.floor(x / 8) % 2 === 0 ? 0 : 255),
    );
    const backdrop = new Backdrop(SIZE, 16 / 9);
    backdrop.paint(picture, mask);
    const grey = row(backdrop, 0, PERSON.from / 2).map(([red = 0]) => red);
    expect(Math.max(...grey) - Math.min(...grey)).toBeLessThan(30);
  });

  test('is blurred whole where there is nothing but the person', () => {
    const picture = new Uint8ClampedArray(COUNT * 4).fill(90);
    const backdrop = new Backdrop(SIZE, 16 / 9);
    backdrop.paint(picture, new Float32Array(COUNT).fill(1));
    expect(row(backdrop, 64, 65)).toEqual([[90, 90, 90, 255]]);
  });
});
