import type { Want } from './protocol.gen.ts';
import type { View } from './views.ts';

/**
 * Puts the pictures on the screen into video slots. Whoever has a slot keeps it, so that no picture restarts because a
 * neighbour came or went; when there are more pictures than slots, the most important get one.
 */
export function assignSlots(present: readonly Want[], views: readonly View[], slots: readonly number[]): Want[] {
  const chosen = [...views].sort(byImportance).slice(0, slots.length);
  const bySlot = new Map<number, View>();
  const homeless: View[] = [];
  for (const view of chosen) {
    const slot = present.find((want) => shows(want, view))?.slot;
    if (slot === undefined || !slots.includes(slot)) homeless.push(view);
    else bySlot.set(slot, view);
  }
  const free = slots.filter((slot) => !bySlot.has(slot));
  homeless.forEach((view, index) => {
    const slot = free[index];
    if (slot !== undefined) bySlot.set(slot, view);
  });
  return slots.flatMap((slot) => {
    const view = bySlot.get(slot);
    if (view === undefined) return [];
    const { participant, source, width, height, priority, keepRate } = view;
    return [{ slot, participant, source, width, height, priority, keep_rate: keepRate }];
  });
}

export function sameWants(a: readonly Want[], b: readonly Want[]): boolean {
  return a.length === b.length && a.every((want, index) => equal(want, b[index]));
}

function byImportance(a: View, b: View): number {
  return Math.sign(b.width) - Math.sign(a.width) || b.priority - a.priority;
}

function shows(want: Want, view: View): boolean {
  return want.participant === view.participant && want.source === view.source;
}

function equal(a: Want, b: Want | undefined): boolean {
  return (
    a.slot === b?.slot &&
    a.participant === b.participant &&
    a.source === b.source &&
    a.width === b.width &&
    a.height === b.height &&
    a.priority === b.priority &&
    a.keep_rate === b.keep_rate
  );
}
