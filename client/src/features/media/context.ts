import { createContext, use, type ComponentType } from 'react';
import { useStore } from 'zustand';
import type { Participant } from '../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../core/room.ts';
import { isStaff, presenter, self, type RoomState } from '../../core/room-state.ts';
import type { ClosedReason } from '../../core/socket.ts';
import type { Catalogues } from '../../i18n/index.ts';
import type { IconName } from '../../ui/icons.tsx';
import type { MenuItem } from '../../ui/Menu.tsx';
import type { Desk } from './desk.ts';

export type RoomText = Catalogues['room'];

/** A panel of the side, with its button on the bar. */
export interface FeaturePanel {
  readonly icon: IconName;
  /** Where its button stands: among the teacher's tools on the left, or on the right, where everybody's are. */
  readonly place: 'teaching' | 'side';
  /** The `code` of its key, such as `KeyC`; none where it has no key. */
  readonly shortcut: string | null;
  readonly label: (text: RoomText) => string;
  /** Whether it stays while one sits an exam. */
  readonly inExam?: boolean;
  /** Who has it; everybody where this is not said. */
  readonly isFor?: (me: Participant) => boolean;
  /** How many things in it have not been seen. */
  readonly useUnread: () => number;
  /** What that many things are called. */
  readonly unread: (text: RoomText, count: number) => string;
  readonly Panel: ComponentType;
}

/** A key by its place on the keyboard (`code`), and what a press does. */
export interface FeatureKey {
  readonly code: string;
  readonly meaning: (text: RoomText) => string;
  readonly press: () => void;
}

/** A button on the left of the bar that fills the stage with the tool, or takes it away. */
export interface StageTool {
  readonly icon: IconName;
  readonly shortcut: string;
  readonly label: (text: RoomText) => string;
  /** The pictures stand beside it and not below. */
  readonly beside?: boolean;
  /** Whether everybody is shown it now. */
  readonly useLive: () => boolean;
}

/** A tool of the room on the screen. It says which places it has something for; its own state stays its own. */
export interface RoomFeature extends RoomTool {
  readonly panel?: FeaturePanel;
  readonly stageTool?: StageTool;
  readonly keys?: readonly FeatureKey[];
  /** A button in the middle of the bar, for what one does oneself, such as raising a hand. */
  readonly Button?: ComponentType;
  /** A cell of the strip below the top bar, which staff see. */
  readonly Cell?: ComponentType;
  /** A card above the pictures, for what concerns everybody now; null while there is none. */
  readonly Notice?: ComponentType;
  /** Fills the stage, the pictures in one row below, while the desk's `stage` is the tool's name. */
  readonly Stage?: ComponentType;
  /** Dialogs, and what a tool does without being seen. */
  readonly Overlay?: ComponentType;
  /** A part of the people panel, above the people. */
  readonly PeopleSection?: ComponentType;
  /** On a person's tile, and in their row of the people panel. */
  readonly Mark?: ComponentType<{ participant: Participant }>;
  /** What one may do with a person, in the menus of the tile and of the people panel. */
  readonly personMenu?: (person: Participant, me: Participant) => readonly MenuItem[];
  /** What else stands in the picker of reactions. */
  readonly reactMenu?: (me: Participant) => readonly MenuItem[];
  /** What else is in the menu “more”. */
  readonly moreMenu?: (me: Participant) => readonly MenuItem[];
}

export type StartFeature = (room: Room, sessionId: string, desk: Desk) => RoomFeature;

export interface LiveRoom {
  room: Room;
  sessionId: string;
  features: readonly RoomFeature[];
  desk: Desk;
  /** Leaves for good and goes to where one came from. */
  leave: () => void;
  /** What stands in the room's place once it is closed for this page. */
  Closed: ComponentType<ClosedProps>;
}

/** Why this page is not in the room any more. */
export interface ClosedProps {
  reason: ClosedReason;
  code: string | null;
}

export const LiveRoomContext = createContext<LiveRoom | null>(null);

export function useLiveRoom(): LiveRoom {
  const live = use(LiveRoomContext);
  if (live === null) throw new Error('There is no room around this component');
  return live;
}

export function useRoomState<T>(select: (state: RoomState) => T): T {
  return useStore(useLiveRoom().room.store, select);
}

const NOBODY: readonly Participant[] = [];

export function usePeople(): readonly Participant[] {
  return useRoomState((state) => state.entered?.people ?? NOBODY);
}

export function useSelf(): Participant | null {
  return useRoomState(self);
}

/** Whoever shares the screen now, among those whom one sees. */
export function usePresenter(): Participant | null {
  const { desk } = useLiveRoom();
  const groups = useStore(desk, (state) => state.groups);
  return useRoomState((state) => presenter(state, groups));
}

export interface NamedPanel extends FeaturePanel {
  readonly name: string;
}

/** The panels that this person has now. */
export function usePanels(): readonly NamedPanel[] {
  const { desk, features } = useLiveRoom();
  const exam = useStore(desk, (state) => state.exam);
  const me = useSelf();
  return features.flatMap(({ name, panel }) => {
    if (panel === undefined || me === null || (exam && panel.inExam !== true)) return [];
    return (panel.isFor?.(me) ?? true) ? [{ ...panel, name }] : [];
  });
}

/** Whether this connection is a second screen, which neither sends nor sounds. */
export function useCompanion(): boolean {
  return useRoomState((state) => state.entered?.companion ?? false);
}

export function useMaySend(): boolean {
  return useRoomState((state) => state.entered?.companion === false && self(state)?.sending === true);
}

/** Whether hosts let this person share a screen. */
export function useMayShare(): boolean {
  return useRoomState((state) => state.settings.may_share || isStaff(self(state)));
}

/** Whether the connection is broken, after it had stood. */
export function useBroken(): boolean {
  return useRoomState(
    ({ connection, entered }) =>
      entered !== null && (connection.phase === 'waiting' || connection.phase === 'connecting'),
  );
}

export function mayEnd(role: string | undefined): boolean {
  return role === 'professor' || role === 'co_professor' || role === 'admin';
}

/** Who may take over the screen, name an interpreter, and see how everyone's connection is. */
export function mayHost(role: string | undefined): boolean {
  return mayEnd(role) || role === 'ta';
}
