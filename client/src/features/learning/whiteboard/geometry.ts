import { decodePoints } from './strokes.ts';
import type { BoardObject, Box, Point } from './types.ts';

export type Objects = ReadonlyMap<string, BoardObject>;

/** What an object covers. */
export function boxOf(object: BoardObject, objects: Objects): Box {
  if (object.kind === 'pen' || object.kind === 'marker') {
    return around(decodePoints(object, object.points), object.size);
  }
  if (object.kind === 'line' || object.kind === 'arrow') return around(endsOf(object, objects), object.size);
  return object;
}

/** Where a line begins and ends: at the edges of the objects that it is tied to. */
export function endsOf(object: BoardObject, objects: Objects): readonly [Point, Point] {
  const first = { x: object.x, y: object.y };
  const last = { x: object.x + object.w, y: object.y + object.h };
  const start = tied(object.start, objects);
  const end = tied(object.end, objects);
  return [
    start === null ? first : edge(start, end === null ? last : middle(end)),
    end === null ? last : edge(end, start === null ? first : middle(start)),
  ];
}

/** The two wings of an arrow's head, and its point between them. */
export function headOf([start, end]: readonly [Point, Point], size: number): readonly Point[] {
  const length = Math.hypot(end.x - start.x, end.y - start.y);
  if (length === 0) return [];
  const head = Math.min(10 + 2 * size, length);
  const unit = { x: (start.x - end.x) / length, y: (start.y - end.y) / length };
  const wing = (turn: number): Point => ({
    x: end.x + head * (unit.x * Math.cos(turn) - unit.y * Math.sin(turn)),
    y: end.y + head * (unit.x * Math.sin(turn) + unit.y * Math.cos(turn)),
  });
  return [wing(Math.PI / 7), end, wing(-Math.PI / 7)];
}

/** The box of all of them; null where there is none. */
export function boxOfAll(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    w: Math.max(...boxes.map((box) => box.x + box.w)) - x,
    h: Math.max(...boxes.map((box) => box.y + box.h)) - y,
  };
}

export function overlap(one: Box, other: Box): boolean {
  return one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;
}

export function boxBetween(one: Point, other: Point): Box {
  return {
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    w: Math.abs(one.x - other.x),
    h: Math.abs(one.y - other.y),
  };
}

function tied(id: string | null, objects: Objects): Box | null {
  const object = id === null ? undefined : objects.get(id);
  return object === undefined || object.kind === 'line' || object.kind === 'arrow' ? null : boxOf(object, objects);
}

function middle(box: Box): Point {
  return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
}

/** Where the way from a box's middle to a point leaves the box. */
function edge(box: Box, towards: Point): Point {
  const { x, y } = middle(box);
  const dx = towards.x - x;
  const dy = towards.y - y;
  const share = Math.min(1, dx === 0 ? 1 : box.w / 2 / Math.abs(dx), dy === 0 ? 1 : box.h / 2 / Math.abs(dy));
  return { x: x + dx * share, y: y + dy * share };
}

function around(points: readonly Point[], rim: number): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const x = Math.min(...xs) - rim;
  const y = Math.min(...ys) - rim;
  return { x, y, w: Math.max(...xs) - x + rim, h: Math.max(...ys) - y + rim };
}
