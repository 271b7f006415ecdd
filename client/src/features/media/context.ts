import { createContext, use, type ComponentType } from 'react';
import { useStore } from 'zustand';
import type { Participant } from '../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../core/room.ts';
import { self, type RoomState } from '../../core/room-state.ts';
import type { IconName } from '../../ui/icons.tsx';
import type { Desk } from './desk.ts';

/** A tool of the room with a panel of its own, as the bar and the panel know it. */
export interface RoomPanel extends RoomTool {
  readonly icon: IconName;
  /** The `code` of its key, such as `KeyC`. */
  readonly shortcut: string;
  useLabel: () => string;
  /** How many things in it have not been seen. */
  useUnread: () => number;
  readonly Panel: ComponentType;
}

export type StartPanel = (room: Room, sessionId: string) => RoomPanel;

export interface LiveRoom {
  room: Room;
  sessionId: string;
  panels: readonly RoomPanel[];
  desk: Desk;
  /** Leaves for good and goes to the course. */
  leave: () => void;
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

/** Whether this connection is a second screen, which neither sends nor sounds. */
export function useCompanion(): boolean {
  return useRoomState((state) => state.entered?.companion ?? false);
}

export function useMaySend(): boolean {
  return useRoomState((state) => state.entered?.companion === false && self(state)?.sending === true);
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
