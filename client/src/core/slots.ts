import type { Want } from './protocol.gen.ts';

/** A tile on the screen that wants a picture. */
export interface VisibleTile {
  participant: string;
  /** Device pixels. */
  width: number;
  /** The higher, the more it matters. */
  priority: number;
}

/**
 * Puts visible tiles into video slots. Whoever has a slot keeps it, so that no picture restarts because a neighbour
 * came or went; when there are more tiles than slots, the most important get one.
 */
export function assignSlots(present: readonly Want[], tiles: readonly VisibleTile[], slots: readonly number[]): Want[] {
  const chosen = [...tiles].sort((a, b) => b.priority - a.priority).slice(0, slots.length);
  const bySlot = new Map<number, VisibleTile>();
  const homeless: VisibleTile[] = [];
  for (const tile of chosen) {
    const slot = present.find((want) => want.participant === tile.participant)?.slot;
    if (slot === undefined || !slots.includes(slot)) homeless.push(tile);
    else bySlot.set(slot, tile);
  }
  const free = slots.filter((slot) => !bySlot.has(slot));
  homeless.forEach((tile, index) => {
    const slot = free[index];
    if (slot !== undefined) bySlot.set(slot, tile);
  });
  return slots.map((slot) => {
    const tile = bySlot.get(slot);
    return {
      slot,
      participant: tile?.participant ?? null,
      source: 'camera',
      width: tile?.width ?? 0,
      height: Math.round((tile?.width ?? 0) * (9 / 16)),
      priority: tile?.priority ?? 0,
      keep_rate: false,
    };
  });
}

export function sameWants(a: readonly Want[], b: readonly Want[]): boolean {
  return a.length === b.length && a.every((want, index) => equal(want, b[index]));
}

function equal(a: Want, b: Want | undefined): boolean {
  return a.slot === b?.slot && a.participant === b.participant && a.width === b.width && a.priority === b.priority;
}
