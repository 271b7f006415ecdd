import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
} from 'react';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { dragged, fit, pan, resize, select, toBoard, viewBox, zoomTo, type BoardDesk } from './desk.ts';
import { DraftView } from './DraftView.tsx';
import { boxOf } from './geometry.ts';
import { begin, moveBy, putInMiddle, type Gesture, type Scene } from './gestures.ts';
import { ObjectView } from './ObjectView.tsx';
import { Pointers } from './Pointers.tsx';
import type { BoardSession } from './session.ts';
import { LEADING, measureAt } from './text.ts';
import { TextEditor } from './TextEditor.tsx';
import type { BoardObject, Point } from './types.ts';

interface Props {
  session: BoardSession;
  desk: BoardDesk;
  self: string;
  sessionId: string;
  nameOf: (id: string) => string;
  onRemove: () => void;
}

const STEP = 8;
const FAR = 32;
const ARROWS: Partial<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** The page: what stands on it, and what a pointer or a key does there. */
export function Canvas({ session, desk, self, sessionId, nameOf, onRemove }: Props) {
  const text = useText('whiteboard');
  const state = useStore(desk);
  const document = useStore(session.store, (each) => each.document);
  const mayDraw = useStore(session.store, (each) => each.mayWrite);
  const { objects, pages } = useStore(document.store);
  const root = useRef<HTMLDivElement>(null);
  const scene = useMemo<Scene>(
    () => ({ session, desk, self, objectAt: (at) => objectAt(root.current, at) }),
    [session, desk, self],
  );
  useSize(root, desk);
  useWheel(root, desk);
  const press = usePresses(root, scene);
  const page = pages.find(({ id }) => id === state.page);
  const shown = useMemo(
    () => [...objects.values()].filter((object) => object.page === state.page).sort((one, other) => one.z - other.z),
    [objects, state.page],
  );
  const placed = useMemo(
    () => (state.moved === null ? objects : moved(objects, state.selection, state.moved)),
    [objects, state.selection, state.moved],
  );
  const box = viewBox(state);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLTextAreaElement) return;
    const command = event.ctrlKey || event.metaKey;
    const way = ARROWS[event.key];
    if (command && event.code === 'KeyZ') document[event.shiftKey ? 'redo' : 'undo']();
    else if (command && event.code === 'KeyY') document.redo();
    else if (command && event.code === 'KeyA')
      select(
        desk,
        shown.map(({ id }) => id),
      );
    else if (command && event.key === '0') fit(desk, document);
    else if (command) return;
    else if ((event.key === 'Delete' || event.key === 'Backspace') && mayDraw) onRemove();
    else if (event.key === 'Escape' && state.selection.size > 0) select(desk, []);
    else if (event.key === 'Enter' && mayDraw) write(scene, document.store.getState().objects);
    else if (way !== undefined && state.selection.size > 0 && mayDraw) {
      const step = event.shiftKey ? FAR : STEP;
      moveBy(session, state.selection, { x: way.x * step, y: way.y * step });
    } else if (way !== undefined) pan(desk, { x: -way.x * FAR, y: -way.y * FAR });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      className="board-canvas"
      ref={root}
      data-tool={mayDraw ? state.tool : 'look'}
      data-template={page?.template ?? 'blank'}
      style={backdrop(state.view)}
      onKeyDown={onKeyDown}
      {...press}
    >
      <svg
        className="board-svg"
        viewBox={`${box.x} ${box.y} ${box.w || 1} ${box.h || 1}`}
        role="group"
        aria-label={text.board}
        aria-description={text.help}
        tabIndex={0}
      >
        {shown.map((object) => {
          const editing = state.editing === object.id;
          const drawn = state.selection.has(object.id) ? (placed.get(object.id) ?? object) : object;
          const kind = text.kinds[object.kind];
          return (
            <g
              key={object.id}
              data-id={object.id}
              role="img"
              tabIndex={state.tool === 'select' ? 0 : -1}
              aria-label={text.objectOf(kind, nameOf(object.by), object.text)}
              onFocus={() => state.tool === 'select' && !state.selection.has(object.id) && select(desk, [object.id])}
            >
              <ObjectView
                object={drawn}
                objects={placed}
                name={nameOf(object.by)}
                sessionId={sessionId}
                editing={editing}
              />
            </g>
          );
        })}
        {[...state.selection].map((id) => {
          const object = placed.get(id);
          if (object?.page !== state.page) return null;
          const name = state.selection.size === 1 ? nameOf(object.by) : '';
          return <Frame key={id} object={object} objects={placed} zoom={state.view.zoom} name={name} />;
        })}
        <DraftView state={state} />
        <Pointers session={session} page={state.page} zoom={state.view.zoom} nameOf={nameOf} />
      </svg>
      {state.editing !== null && <TextEditor session={session} desk={desk} id={state.editing} />}
    </div>
  );
}

interface FrameProps {
  object: BoardObject;
  objects: ReadonlyMap<string, BoardObject>;
  zoom: number;
  /** Who made it, where that is said. */
  name: string;
}

function Frame({ object, objects, zoom, name }: FrameProps) {
  const plain = object.kind === 'text';
  const { x, y, w, h } = boxOf(object, objects);
  const rim = 4 / zoom;
  const stretches = ['note', 'rect', 'ellipse', 'image'].includes(object.kind);
  const width = plain ? textWidth(object) : w;
  const height = plain ? object.text.split('\n').length * object.size * LEADING : h;
  return (
    <g className="board-frame" strokeWidth={1.5 / zoom} aria-hidden="true">
      <rect x={x - rim} y={y - rim} width={width + 2 * rim} height={height + 2 * rim} rx={rim} />
      {stretches && <circle cx={x + w} cy={y + h} r={5 / zoom} />}
      {object.kind !== 'note' && (
        <text x={x - rim} y={y - 2 * rim} fontSize={12 / zoom}>
          {name}
        </text>
      )}
    </g>
  );
}

function textWidth(object: BoardObject): number {
  return Math.max(24, object.w, ...object.text.split('\n').map(measureAt(object.size)));
}

function moved(objects: ReadonlyMap<string, BoardObject>, ids: ReadonlySet<string>, by: Point) {
  const all = new Map(objects);
  for (const id of ids) {
    const object = all.get(id);
    if (object !== undefined) all.set(id, dragged(object, by));
  }
  return all;
}

/** Enter: writes in what is selected, or puts what the tool makes into the middle. */
function write(scene: Scene, objects: ReadonlyMap<string, BoardObject>): void {
  const [id] = scene.desk.getState().selection;
  const object = id === undefined ? undefined : objects.get(id);
  if (object !== undefined && ['note', 'text', 'rect', 'ellipse'].includes(object.kind)) {
    scene.desk.setState({ editing: object.id });
  } else putInMiddle(scene);
}

function objectAt(root: HTMLElement | null, at: Point): string | null {
  if (root === null) return null;
  const edge = root.getBoundingClientRect();
  const element = document.elementFromPoint(edge.left + at.x, edge.top + at.y);
  return element?.closest('[data-id]')?.getAttribute('data-id') ?? null;
}

function useSize(root: { current: HTMLDivElement | null }, desk: BoardDesk): void {
  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return;
    const measure = () => resize(desk, element.clientWidth, element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [root, desk]);
}

/** The wheel pans; with Ctrl, as a trackpad's pinch comes, it zooms. A passive listener could not keep the page still. */
function useWheel(root: { current: HTMLDivElement | null }, desk: BoardDesk): void {
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const edge = element.getBoundingClientRect();
      const at = { x: event.clientX - edge.left, y: event.clientY - edge.top };
      if (event.ctrlKey || event.metaKey) zoomTo(desk, desk.getState().view.zoom * Math.exp(-event.deltaY / 300), at);
      else pan(desk, { x: -event.deltaX, y: -event.deltaY });
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [root, desk]);
}

/** One pointer draws; two fingers move and zoom. A mouse has no pressure: half of it is meant. */
function usePresses(root: { current: HTMLDivElement | null }, scene: Scene) {
  const gesture = useRef<Gesture | null>(null);
  const fingers = useRef(new Map<number, Point>());
  const placeOf = (event: PointerEvent): Point => {
    const edge = root.current?.getBoundingClientRect();
    return { x: event.clientX - (edge?.left ?? 0), y: event.clientY - (edge?.top ?? 0) };
  };
  const pressureOf = (event: PointerEvent) => (event.pointerType === 'pen' ? event.pressure : 0.5);
  const end = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
    gesture.current?.end();
    gesture.current = null;
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.target instanceof HTMLTextAreaElement || event.button > 1) return;
      // The keys are the board's, and whatever was written in loses them.
      event.preventDefault();
      root.current?.querySelector('svg')?.focus({ preventScroll: true });
      event.currentTarget.setPointerCapture(event.pointerId);
      const at = placeOf(event);
      fingers.current.set(event.pointerId, at);
      scene.desk.setState({ editing: null });
      if (fingers.current.size > 1) {
        gesture.current?.cancel();
        gesture.current = null;
        return;
      }
      const keys = { shift: event.shiftKey, middle: event.button === 1 };
      gesture.current = begin(scene, at, pressureOf(event), keys);
    },
    onPointerMove: (event: PointerEvent) => {
      const at = placeOf(event);
      const before = fingers.current.get(event.pointerId);
      if (before === undefined) {
        hover(scene, at);
        return;
      }
      if (fingers.current.size === 2) pinch(scene.desk, fingers.current, event.pointerId, at);
      fingers.current.set(event.pointerId, at);
      // Safari has none of them before 18.2.
      const steps = 'getCoalescedEvents' in event.nativeEvent ? event.nativeEvent.getCoalescedEvents() : [];
      for (const step of steps.length > 0 ? steps : [event.nativeEvent]) {
        const edge = root.current?.getBoundingClientRect();
        const place = { x: step.clientX - (edge?.left ?? 0), y: step.clientY - (edge?.top ?? 0) };
        gesture.current?.move(place, step.pointerType === 'pen' ? step.pressure : 0.5);
      }
    },
    onPointerUp: end,
    onPointerCancel: (event: PointerEvent) => {
      fingers.current.delete(event.pointerId);
      gesture.current?.cancel();
      gesture.current = null;
    },
    onDoubleClick: () => {
      if (scene.session.store.getState().mayWrite) write(scene, scene.session.document.store.getState().objects);
    },
  };
}

function hover({ session, desk }: Scene, at: Point): void {
  if (!session.store.getState().mayWrite) return;
  const state = desk.getState();
  const point = toBoard(state, at);
  const { x, y, w, h } = viewBox(state);
  session.point({
    tool: 'pointer',
    page: state.page,
    ...point,
    trail: [],
    color: state.ink,
    size: 3,
    view: [x, y, w, h],
  });
}

function pinch(desk: BoardDesk, fingers: ReadonlyMap<number, Point>, id: number, at: Point): void {
  const before = fingers.get(id);
  const other = [...fingers].find(([each]) => each !== id)?.[1];
  if (before === undefined || other === undefined) return;
  const apart = (one: Point) => Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
  const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
  pan(desk, { x: (at.x - before.x) / 2, y: (at.y - before.y) / 2 });
  zoomTo(desk, (desk.getState().view.zoom * apart(at)) / apart(before), middle);
}

const GRID = 32;

/** What lies under the page: it moves and grows with it. */
function backdrop(view: { x: number; y: number; zoom: number }) {
  let step = GRID * view.zoom;
  while (step < 14) step *= 2;
  return {
    '--board-step': `${step}px`,
    '--board-x': `${-view.x * view.zoom}px`,
    '--board-y': `${-view.y * view.zoom}px`,
  } as CSSProperties;
}
