import { createStore, type StoreApi } from 'zustand/vanilla';
import { keep, kept } from '../../core/tabStorage.ts';
import { MAX_PINS } from './items.ts';
import type { OpenPanel } from './view.ts';

export type OpenDialog =
  | { kind: 'settings' }
  | { kind: 'shortcuts' }
  | { kind: 'end' }
  /** Of one person, or a table of everybody. */
  | { kind: 'quality'; participant: string | null }
  | { kind: 'take-over' };

export interface DeskState {
  /** Keys of what this person holds large, in the order of pinning. */
  pins: readonly string[];
  dialog: OpenDialog | null;
  panel: OpenPanel;
  /** The panel that opened by itself, as long as nobody has gone to it. */
  unasked: OpenPanel;
  /** The tool that fills the stage. */
  stage: string | null;
  /** Tools for the stage that have no button now, as there is nothing of them for this person. */
  hidden: readonly string[];
  /** The group of everybody who is in one: only those of the own group are seen. */
  groups: ReadonlyMap<string, string>;
  /** What the hand button does while hands are gathered unseen, and whether the own one is among them. */
  gathering: { up: boolean; toggle: () => void } | null;
  /** An exam is under way here: chat, board and others' pictures are away. */
  exam: boolean;
}

/** How one person has arranged the room for themselves. A reload finds it as it was. */
export type Desk = StoreApi<DeskState>;

export function createDesk(sessionId: string): Desk {
  const key = `pins.${sessionId}`;
  const desk = createStore<DeskState>(() => ({
    pins: JSON.parse(kept(key) ?? '[]') as string[],
    dialog: null,
    panel: null,
    unasked: null,
    stage: null,
    hidden: [],
    groups: new Map(),
    gathering: null,
    exam: false,
  }));
  desk.subscribe(({ pins }, before) => {
    if (pins !== before.pins) keep(key, pins.length === 0 ? null : JSON.stringify(pins));
  });
  return desk;
}

/** Pins or lets go. The fifth pin takes the place of the oldest. */
export function togglePin(desk: Desk, key: string): void {
  desk.setState(({ pins }) => ({
    pins: pins.includes(key) ? pins.filter((pin) => pin !== key) : [...pins, key].slice(-MAX_PINS),
  }));
}

/** Opens a panel, or closes it where it is open. */
export function togglePanel(desk: Desk, name: string): void {
  desk.setState(({ panel }) => ({ panel: panel === name ? null : name, unasked: null }));
}

/** Opens a panel that nobody has asked for: the focus stays where it is. */
export function offerPanel(desk: Desk, name: string): void {
  desk.setState({ panel: name, unasked: name });
}

/** What the key of a panel does. One that opened by itself is gone to, and not put away by whoever answers its call. */
export function reachPanel(desk: Desk, name: string): void {
  const { panel, unasked } = desk.getState();
  if (panel === name && unasked === name) desk.setState({ unasked: null });
  else togglePanel(desk, name);
}

/** Fills the stage with a tool, or shows the people again. */
export function toggleStage(desk: Desk, name: string): void {
  desk.setState(({ stage }) => ({ stage: stage === name ? null : name }));
}
