import { createStore, type StoreApi } from 'zustand/vanilla';
import { boxOf, boxOfAll } from './geometry.ts';
import type { BoardDocument } from './document.ts';
import { INKS, PAPERS, type BoardObject, type Box, type Point, type Tool } from './types.ts';

export interface View extends Point {
  /** Pixels of the screen to a unit of the board. */
  zoom: number;
}

/** What is being drawn and is not on the board yet. */
export type Draft =
  | { kind: 'stroke'; tool: 'pen' | 'marker'; points: readonly { x: number; y: number; pressure: number }[] }
  | { kind: 'box'; tool: 'rect' | 'ellipse'; box: Box }
  | { kind: 'arrow'; from: Point; to: Point }
  | { kind: 'marquee'; box: Box }
  | { kind: 'laser'; points: readonly Point[] };

export interface BoardDeskState {
  tool: Tool;
  ink: string;
  paper: string;
  /** A pen's width. */
  size: number;
  page: string;
  view: View;
  /** The canvas on the screen, in pixels. */
  width: number;
  height: number;
  selection: ReadonlySet<string>;
  /** What is selected is being dragged by so much, and stretched so. */
  moved: Point | null;
  editing: string | null;
  draft: Draft | null;
}

export type BoardDesk = StoreApi<BoardDeskState>;

export const MIN_ZOOM = 0.1;
export const MAX_ZOOM = 4;
export const SIZES = [3, 6, 12] as const;

const NOTHING: ReadonlySet<string> = new Set();

export function createBoardDesk(tool: Tool): BoardDesk {
  return createStore<BoardDeskState>(() => ({
    tool,
    ink: INKS[0],
    paper: PAPERS[0],
    size: SIZES[0],
    page: '',
    view: { x: 0, y: 0, zoom: 1 },
    width: 0,
    height: 0,
    selection: NOTHING,
    moved: null,
    editing: null,
    draft: null,
  }));
}

/** The place on the board that is under a place of the canvas. */
export function toBoard({ view }: BoardDeskState, at: Point): Point {
  return { x: view.x + at.x / view.zoom, y: view.y + at.y / view.zoom };
}

/** Zooms so that what is at a place of the canvas stays there. */
export function zoomTo(desk: BoardDesk, zoom: number, at?: Point): void {
  desk.setState((state) => {
    const fixed = at ?? { x: state.width / 2, y: state.height / 2 };
    const kept = toBoard(state, fixed);
    const next = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
    return { view: { x: kept.x - fixed.x / next, y: kept.y - fixed.y / next, zoom: next } };
  });
}

export function pan(desk: BoardDesk, by: Point): void {
  desk.setState(({ view }) => ({
    view: { ...view, x: view.x - by.x / view.zoom, y: view.y - by.y / view.zoom },
  }));
}

/** The canvas has another size: what is in its middle stays there. */
export function resize(desk: BoardDesk, width: number, height: number): void {
  desk.setState(({ view, width: before, height: tall }) => {
    if (before === 0) return { width, height };
    const x = view.x + (before - width) / 2 / view.zoom;
    const y = view.y + (tall - height) / 2 / view.zoom;
    return { width, height, view: { ...view, x, y } };
  });
}

export function select(desk: BoardDesk, ids: Iterable<string>): void {
  desk.setState({ selection: new Set(ids), moved: null });
}

/** Goes to a page, and shows all of it that there is. */
export function goToPage(desk: BoardDesk, document: BoardDocument, page: string): void {
  desk.setState({ page, selection: NOTHING, editing: null, draft: null });
  fit(desk, document);
}

/** How much of the rim is left free when a page is fitted, in pixels: the bars lie there. */
const RIM = { x: 88, y: 72 };
const RIM_SMALL = { x: 16, y: 64 };

/** Everything on the page, or where there is nothing its beginning, at 100 % at the most. */
export function fit(desk: BoardDesk, document: BoardDocument): void {
  const { page, width } = desk.getState();
  const { objects } = document.store.getState();
  const boxes = [...objects.values()].filter((each) => each.page === page).map((each) => boxOf(each, objects));
  const box = boxOfAll(boxes);
  if (width === 0 || box === null) {
    desk.setState({ view: { x: -(width < 640 ? RIM_SMALL : RIM).x, y: -(width < 640 ? RIM_SMALL : RIM).y, zoom: 1 } });
    return;
  }
  showBox(desk, box);
}

/** Shows a part of the board whole, in the middle; without a rim, where it is what another person sees. */
export function showBox(desk: BoardDesk, box: Box, bars = 1): void {
  const { width, height } = desk.getState();
  const around = width < 640 ? RIM_SMALL : RIM;
  const rim = { x: around.x * bars, y: around.y * bars };
  const most = bars === 0 ? MAX_ZOOM : 1;
  const room = { x: Math.max(80, width - 2 * rim.x), y: Math.max(80, height - 2 * rim.y) };
  const zoom = Math.min(most, Math.max(MIN_ZOOM, Math.min(room.x / Math.max(1, box.w), room.y / Math.max(1, box.h))));
  desk.setState({
    view: { x: box.x + box.w / 2 - width / 2 / zoom, y: box.y + box.h / 2 - height / 2 / zoom, zoom },
  });
}

/** What of the board is seen. */
export function viewBox({ view, width, height }: BoardDeskState): Box {
  return { x: view.x, y: view.y, w: width / view.zoom, h: height / view.zoom };
}

/** An object as it is while it is dragged. */
export function dragged(object: BoardObject, moved: Point | null): BoardObject {
  return moved === null ? object : { ...object, x: object.x + moved.x, y: object.y + moved.y };
}
