import type { Point, StrokePoint } from './types.ts';

/** Bytes of a point: the way from the one before in eighths along x and y, and the pressure. */
const POINT_BYTES = 5;
export const MAX_POINTS = 2_000;

/** Steps of width between no pressure and all of it, as in the pictures that the server draws. */
export const WIDTHS = 12;

const FARTHEST = 32_767;

/** A stroke as it is stored, from its first point on, which is the object's place. */
export function encodePoints(points: readonly StrokePoint[]): Uint8Array {
  const bytes = new Uint8Array(points.length * POINT_BYTES);
  const view = new DataView(bytes.buffer);
  // What was rounded away is made up for by the next point.
  let x = Math.round((points[0]?.x ?? 0) * 8);
  let y = Math.round((points[0]?.y ?? 0) * 8);
  points.forEach((point, index) => {
    const dx = clamp(Math.round(point.x * 8) - x);
    const dy = clamp(Math.round(point.y * 8) - y);
    x += dx;
    y += dy;
    view.setInt16(index * POINT_BYTES, dx, true);
    view.setInt16(index * POINT_BYTES + 2, dy, true);
    view.setUint8(index * POINT_BYTES + 4, Math.round(Math.min(1, Math.max(0, point.pressure)) * 255));
  });
  return bytes;
}

export function decodePoints(origin: Point, bytes: Uint8Array): StrokePoint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const points: StrokePoint[] = [];
  let { x, y } = origin;
  for (let at = 0; at + POINT_BYTES <= bytes.length; at += POINT_BYTES) {
    x += view.getInt16(at, true) / 8;
    y += view.getInt16(at + 2, true) / 8;
    points.push({ x, y, pressure: view.getUint8(at + 4) / 255 });
  }
  return points;
}

/** A line's width at a step of pressure: `size` in the middle, a third of it at the least. */
export function widthOf(size: number, step: number): number {
  return size * (1 / 3 + ((4 / 3) * step) / WIDTHS);
}

/** The stroke in pieces of one width; a piece begins where the one before ends. */
export function runs(points: readonly StrokePoint[]): { step: number; points: Point[] }[] {
  const found: { step: number; points: Point[] }[] = [];
  for (const point of points) {
    const step = Math.round(point.pressure * WIDTHS);
    const last = found.at(-1);
    if (last?.step === step) last.points.push(point);
    else found.push({ step, points: [...(last?.points.slice(-1) ?? []), point] });
  }
  return found;
}

/** A smooth line: it goes through the middles between points, bent towards each point. */
export function pathThrough(points: readonly Point[]): string {
  const [first] = points;
  if (first === undefined) return '';
  if (points.length === 1) return `M${place(first)}L${place(first)}`;
  const parts = [`M${place(first)}`];
  points.slice(1, -1).forEach((point, index) => {
    const next = points[index + 2] ?? point;
    parts.push(`Q${place(point)} ${place({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`);
  });
  parts.push(`L${place(points.at(-1) ?? first)}`);
  return parts.join('');
}

/** Without the points that a straight line between their neighbours nearly goes through. */
export function thinned(points: readonly StrokePoint[], tolerance: number): StrokePoint[] {
  const kept: StrokePoint[] = [];
  points.forEach((point, index) => {
    const before = kept.at(-1);
    const next = points[index + 1];
    if (before === undefined || next === undefined) kept.push(point);
    else if (distance(point, before, next) > tolerance || Math.abs(point.pressure - before.pressure) > 0.5 / WIDTHS) {
      kept.push(point);
    }
  });
  return kept.slice(0, MAX_POINTS);
}

function distance(point: Point, from: Point, to: Point): number {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return Math.hypot(point.x - from.x, point.y - from.y);
  return Math.abs((to.x - from.x) * (from.y - point.y) - (from.x - point.x) * (to.y - from.y)) / length;
}

function clamp(value: number): number {
  return Math.min(FARTHEST, Math.max(-FARTHEST, value));
}

function place({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
