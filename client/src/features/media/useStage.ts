import { useMemo } from 'react';
import { useStore } from 'zustand';
import { isStaff } from '../../core/room-state.ts';
import { useCompanion, useLiveRoom, usePeople, useRoomState } from './context.ts';
import { apart, isInterpreter, itemsOf, screenOf, type Item } from './items.ts';

export interface OnStage {
  /** People and what else they show. */
  items: readonly Item[];
  /** The shared screen and what this person has pinned, in that order. */
  large: readonly Item[];
  /** All of it, for layouts in which everything is alike. */
  all: readonly Item[];
}

/** What there is to see. The own screen is not: whoever shares it has it before them. */
export function useStage(): OnStage {
  const { desk } = useLiveRoom();
  const people = usePeople();
  const companion = useCompanion();
  const selfId = useRoomState((state) => state.entered?.selfId ?? null);
  const pinned = useStore(desk, (state) => state.pins);
  const spotlight = useRoomState((state) => state.settings.spotlight);
  const pins = useMemo(() => withSpotlight(pinned, spotlight), [pinned, spotlight]);
  const groups = useStore(desk, (state) => state.groups);
  const exam = useStore(desk, (state) => state.exam);
  return useMemo(() => {
    const own = groups.get(selfId ?? '');
    const together = groups.size === 0 ? people : people.filter(({ id }) => groups.get(id) === own);
    const items = itemsOf(exam ? apart(together, selfId) : together);
    // What is to be read in an exam is shown by who gives it.
    const screen = screenOf(exam ? together.filter(isStaff) : together, companion ? null : selfId);
    const large = pins.flatMap((key) => items.find((item) => item.key === key) ?? []);
    const shared = screen === null ? [] : [screen];
    return { items, large: [...shared, ...large], all: [...shared, ...items] };
  }, [people, companion, selfId, pins, groups, exam]);
}

/** Whom everybody is to see stands before what this person has pinned. */
function withSpotlight(pins: readonly string[], spotlight: string | null): readonly string[] {
  const key = `${spotlight ?? ''} camera`;
  return spotlight === null || pins.includes(key) ? pins : [key, ...pins];
}

/** An interpreter is seen beside what is large, never in the row of small ones. */
export function withInterpreters({ items, large }: OnStage): readonly Item[] {
  const keys = large.map(({ key }) => key);
  return [...large, ...items.filter((item) => isInterpreter(item) && !keys.includes(item.key))];
}
