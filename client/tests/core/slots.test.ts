import { describe, expect, it } from 'vitest';
import { assignSlots, sameWants, type VisibleTile } from '../../src/core/slots.ts';

const slots = [3, 4, 5];
const tile = (participant: string, priority = 1): VisibleTile => ({ participant, width: 320, priority });
const tiles = (...participants: string[]) => participants.map((participant) => tile(participant));
const bySlot = (wants: ReturnType<typeof assignSlots>) => wants.map(({ participant }) => participant);

describe('assigning slots', () => {
  it('names every slot, the empty ones too', () => {
    expect(assignSlots([], tiles('a'), slots)).toEqual([
      { slot: 3, participant: 'a', source: 'camera', width: 320, height: 180, priority: 1, keep_rate: false },
      { slot: 4, participant: null, source: 'camera', width: 0, height: 0, priority: 0, keep_rate: false },
      { slot: 5, participant: null, source: 'camera', width: 0, height: 0, priority: 0, keep_rate: false },
    ]);
  });

  it('leaves everyone in place when a neighbour goes and another comes', () => {
    const before = assignSlots([], tiles('a', 'b', 'c'), slots);
    expect(bySlot(assignSlots(before, tiles('c', 'd', 'b'), slots))).toEqual(['d', 'b', 'c']);
  });

  it('leaves out the least important when there are too few', () => {
    const wants = assignSlots([], [...tiles('a', 'b', 'c'), tile('large', 2)], slots);
    expect(bySlot(wants)).toContain('large');
    expect(bySlot(wants)).not.toContain('c');
  });

  it('starts anew on a connection with other slots', () => {
    const before = assignSlots([], tiles('a'), [9]);
    expect(bySlot(assignSlots(before, tiles('a'), slots))).toEqual(['a', null, null]);
  });
});

describe('comparing wants', () => {
  it('tells a change from none', () => {
    const wants = assignSlots([], tiles('a', 'b'), slots);
    expect(sameWants(wants, assignSlots(wants, tiles('b', 'a'), slots))).toBe(true);
    expect(sameWants(wants, assignSlots(wants, tiles('b'), slots))).toBe(false);
  });
});
