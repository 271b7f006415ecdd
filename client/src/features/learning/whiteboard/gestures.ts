import { boxBetween, boxOf, overlap, type Objects } from './geometry.ts';
import { encodePoints, MAX_POINTS, thinned } from './strokes.ts';
import { pan, select, toBoard, type BoardDesk } from './desk.ts';
import type { BoardSession } from './session.ts';
import type { BoardObject, Fields, Point, StrokePoint } from './types.ts';

/** A press on the canvas until it is let go. Places are the canvas's. */
export interface Gesture {
  move: (at: Point, pressure: number) => void;
  end: () => void;
  /** Something else has come between: nothing is drawn. */
  cancel: () => void;
}

export interface Scene {
  session: BoardSession;
  desk: BoardDesk;
  /** The id of the person who draws. */
  self: string;
  /** The object at a place of the screen. */
  objectAt: (at: Point) => string | null;
}

const NOTE = { w: 190, h: 112 };
const NOTE_SIZE = 15;
const TEXT_SIZE = 20;
const CLICK = 4;
const MARKER = 6;
const CORNER = 24;

export function begin(scene: Scene, at: Point, pressure: number, keys: { shift: boolean; middle: boolean }): Gesture {
  const { tool } = scene.desk.getState();
  if (keys.middle || !scene.session.store.getState().mayWrite) return panning(scene, at);
  switch (tool) {
    case 'pen':
    case 'marker':
      return drawing(scene, tool, at, pressure);
    case 'eraser':
      return erasing(scene, at);
    case 'laser':
      return pointing(scene, at);
    case 'rect':
    case 'ellipse':
      return boxing(scene, tool, at);
    case 'arrow':
      return linking(scene, at);
    case 'note':
      return placing(scene, at, () => putNote(scene, at));
    case 'text':
      return placing(scene, at, () => putText(scene, at));
    case 'select':
    case 'image':
      return selecting(scene, at, keys.shift);
  }
}

/** A note in the middle of what is seen, for who has no pointer. */
export function putInMiddle(scene: Scene): void {
  const { width, height, tool } = scene.desk.getState();
  const at = { x: width / 2 - NOTE.w / 2, y: height / 2 - NOTE.h / 2 };
  if (tool === 'note') putNote(scene, at);
  else if (tool === 'text') putText(scene, at);
  else if (tool === 'rect' || tool === 'ellipse') {
    const gesture = boxing(scene, tool, at);
    gesture.move({ x: at.x + NOTE.w, y: at.y + NOTE.h }, 0.5);
    gesture.end();
  }
}

function panning({ desk }: Scene, start: Point): Gesture {
  let before = start;
  return {
    move: (at) => {
      pan(desk, { x: at.x - before.x, y: at.y - before.y });
      before = at;
    },
    end: () => undefined,
    cancel: () => undefined,
  };
}

function drawing({ session, desk, self }: Scene, tool: 'pen' | 'marker', start: Point, pressure: number): Gesture {
  const place = (at: Point, force: number): StrokePoint => ({ ...toBoard(desk.getState(), at), pressure: force });
  const first = place(start, pressure);
  const points = [first];
  let last = first;
  const { ink, size, page } = desk.getState();
  const width = tool === 'marker' ? size * MARKER : size;
  const tell = (trail: [number, number][]) => {
    session.point({ tool: 'pen', page, x: last.x, y: last.y, trail, color: ink, size: width, view: null });
  };
  desk.setState({ draft: { kind: 'stroke', tool, points: [...points] }, selection: new Set() });
  return {
    move: (at, force) => {
      const point = place(at, force);
      if (points.length >= MAX_POINTS || Math.hypot(point.x - last.x, point.y - last.y) < 0.5) return;
      points.push(point);
      last = point;
      desk.setState({ draft: { kind: 'stroke', tool, points: [...points] } });
      tell([[point.x, point.y]]);
    },
    end: () => {
      const stored = encodePoints(
        thinned(points, 0.3 / desk.getState().view.zoom).map(({ x, y, pressure: force }) => ({
          x: x - first.x,
          y: y - first.y,
          pressure: force,
        })),
      );
      session.document.put(tool, self, { page, x: first.x, y: first.y, color: ink, size: width, points: stored });
      session.document.endStep();
      desk.setState({ draft: null });
      // What others saw of it before it was drawn is over.
      const { x, y } = last;
      session.point({ tool: 'pointer', page, x, y, trail: [], color: ink, size: width, view: null });
    },
    cancel: () => desk.setState({ draft: null }),
  };
}

function erasing({ session, objectAt }: Scene, start: Point): Gesture {
  const erase = (at: Point) => {
    const id = objectAt(at);
    if (id !== null) session.document.remove([id]);
  };
  session.document.endStep();
  erase(start);
  return { move: erase, end: () => session.document.endStep(), cancel: () => undefined };
}

function pointing({ session, desk }: Scene, start: Point): Gesture {
  const points: Point[] = [];
  const add = (at: Point) => {
    const point = toBoard(desk.getState(), at);
    points.push(point);
    const { page, ink } = desk.getState();
    desk.setState({ draft: { kind: 'laser', points: points.slice(-60) } });
    const trail: [number, number][] = [[point.x, point.y]];
    session.point({ tool: 'laser', page, ...point, trail, color: ink, size: 4, view: null });
  };
  add(start);
  const end = () => desk.setState({ draft: null });
  return { move: add, end, cancel: end };
}

function boxing({ session, desk, self }: Scene, tool: 'rect' | 'ellipse', start: Point): Gesture {
  const from = toBoard(desk.getState(), start);
  let box = boxBetween(from, from);
  return {
    move: (at) => {
      box = boxBetween(from, toBoard(desk.getState(), at));
      desk.setState({ draft: { kind: 'box', tool, box } });
    },
    end: () => {
      const { ink, size, page } = desk.getState();
      if (box.w > CLICK && box.h > CLICK) {
        const id = session.document.put(tool, self, { page, ...box, color: ink, size });
        session.document.endStep();
        desk.setState({ tool: 'select', selection: new Set([id]) });
      }
      desk.setState({ draft: null });
    },
    cancel: () => desk.setState({ draft: null }),
  };
}

function linking({ session, desk, self, objectAt }: Scene, start: Point): Gesture {
  const from = toBoard(desk.getState(), start);
  const first = objectAt(start);
  let to = from;
  let last: string | null = null;
  return {
    move: (at) => {
      to = toBoard(desk.getState(), at);
      last = objectAt(at);
      desk.setState({ draft: { kind: 'arrow', from, to } });
    },
    end: () => {
      const { ink, size, page } = desk.getState();
      if (Math.hypot(to.x - from.x, to.y - from.y) > CLICK) {
        const ends = { start: first, end: last === first ? null : last };
        const line = { x: from.x, y: from.y, w: to.x - from.x, h: to.y - from.y };
        const id = session.document.put('arrow', self, { page, ...line, ...ends, color: ink, size });
        session.document.endStep();
        desk.setState({ selection: new Set([id]) });
      }
      desk.setState({ draft: null });
    },
    cancel: () => desk.setState({ draft: null }),
  };
}

/** What is put where the press was, unless it was a drag. */
function placing(scene: Scene, start: Point, put: () => void): Gesture {
  let dragged: Gesture | null = null;
  return {
    move: (at) => {
      if (dragged === null && Math.hypot(at.x - start.x, at.y - start.y) > CLICK) dragged = panning(scene, start);
      dragged?.move(at, 0);
    },
    end: () => {
      if (dragged === null) put();
    },
    cancel: () => undefined,
  };
}

function putNote({ session, desk, self }: Scene, at: Point): void {
  const { page, paper } = desk.getState();
  const place = toBoard(desk.getState(), at);
  const id = session.document.put('note', self, { page, ...place, ...NOTE, fill: paper, size: NOTE_SIZE });
  session.document.endStep();
  desk.setState({ tool: 'select', selection: new Set([id]), editing: id });
}

function putText({ session, desk, self }: Scene, at: Point): void {
  const { page, ink } = desk.getState();
  const place = toBoard(desk.getState(), at);
  const id = session.document.put('text', self, { page, ...place, color: ink, size: TEXT_SIZE, w: 0, h: TEXT_SIZE });
  desk.setState({ tool: 'select', selection: new Set([id]), editing: id });
}

function selecting(scene: Scene, start: Point, more: boolean): Gesture {
  const { desk, objectAt } = scene;
  const { selection } = desk.getState();
  const id = objectAt(start);
  if (id === null) return marking(scene, start, more ? selection : new Set());
  if (more) {
    const others = new Set(selection);
    if (!others.delete(id)) others.add(id);
    select(desk, others);
  } else if (!selection.has(id)) {
    select(desk, [id]);
  }
  return dragging(scene, start, id);
}

/** What is selected goes along; at the lower right corner of an object it is stretched. */
function dragging({ session, desk }: Scene, start: Point, id: string): Gesture {
  const from = toBoard(desk.getState(), start);
  const { objects } = session.document.store.getState();
  const object = objects.get(id);
  const stretches = object !== undefined && isAtCorner(object, from, desk.getState().view.zoom);
  let by: Point = { x: 0, y: 0 };
  return {
    move: (at) => {
      const to = toBoard(desk.getState(), at);
      by = { x: to.x - from.x, y: to.y - from.y };
      if (stretches) session.document.patch(new Map([[id, stretched(object, by)]]));
      else desk.setState({ moved: by });
    },
    end: () => {
      if (!stretches && Math.hypot(by.x, by.y) * desk.getState().view.zoom > CLICK) {
        moveBy(session, desk.getState().selection, by);
      }
      session.document.endStep();
      desk.setState({ moved: null });
    },
    cancel: () => desk.setState({ moved: null }),
  };
}

/** Moves objects on the board. */
export function moveBy(session: BoardSession, ids: Iterable<string>, by: Point): void {
  const { objects } = session.document.store.getState();
  const changes = new Map<string, Fields>();
  for (const id of ids) {
    const object = objects.get(id);
    if (object !== undefined) changes.set(id, { x: object.x + by.x, y: object.y + by.y });
  }
  session.document.patch(changes);
}

function isAtCorner(object: BoardObject, at: Point, zoom: number): boolean {
  if (!['note', 'rect', 'ellipse', 'image'].includes(object.kind)) return false;
  const reach = Math.min(CORNER / zoom, object.w / 3, object.h / 3);
  return object.x + object.w - at.x < reach && object.y + object.h - at.y < reach;
}

function stretched(object: BoardObject, by: Point): Fields {
  const w = Math.max(24, object.w + by.x);
  // An image keeps its shape.
  if (object.kind === 'image') return { w, h: (w * object.h) / object.w };
  return { w, h: Math.max(24, object.h + by.y) };
}

function marking({ session, desk }: Scene, start: Point, before: ReadonlySet<string>): Gesture {
  const from = toBoard(desk.getState(), start);
  select(desk, before);
  desk.setState({ editing: null });
  return {
    move: (at) => {
      const box = boxBetween(from, toBoard(desk.getState(), at));
      const { objects } = session.document.store.getState();
      desk.setState({
        draft: { kind: 'marquee', box },
        selection: new Set([...before, ...within(objects, desk.getState().page, box)]),
      });
    },
    end: () => desk.setState({ draft: null }),
    cancel: () => desk.setState({ draft: null }),
  };
}

function within(objects: Objects, page: string, box: { x: number; y: number; w: number; h: number }): string[] {
  return [...objects.values()]
    .filter((object) => object.page === page && overlap(boxOf(object, objects), box))
    .map(({ id }) => id);
}
