import { describe, expect, it } from 'vitest';
import { assignSlots, sameWants } from '../../src/core/slots.ts';
import type { View } from '../../src/core/views.ts';

const slots = [3, 4, 5];
const view = (participant: string, changes: Partial<View> = {}): View => ({
  participant,
  source: 'camera',
  width: 320,
  height: 180,
  priority: 50,
  keepRate: false,
  ...changes,
});
const views = (...participants: string[]) => participants.map((participant) => view(participant));
const bySlot = (wants: ReturnType<typeof assignSlots>) =>
  Object.fromEntries(wants.map(({ slot, participant }) => [slot, participant]));

describe('assigning slots', () => {
  it('says what is seen there, how large and how important', () => {
    expect(assignSlots([], [view('a', { keepRate: true })], slots)).toEqual([
      { slot: 3, participant: 'a', source: 'camera', width: 320, height: 180, priority: 50, keep_rate: true },
    ]);
  });

  it('leaves everyone in place when a neighbour goes and another comes', () => {
    const before = assignSlots([], views('a', 'b', 'c'), slots);
    expect(bySlot(assignSlots(before, views('c', 'd', 'b'), slots))).toEqual({ 3: 'd', 4: 'b', 5: 'c' });
  });

  it('gives the screen and the camera of one person a slot each', () => {
    const wants = assignSlots([], [view('a'), view('a', { source: 'screen' })], slots);
    expect(wants.map(({ source }) => source)).toEqual(['camera', 'screen']);
  });

  it('leaves out the least important when there are too few', () => {
    const wants = assignSlots([], [...views('a', 'b', 'c'), view('large', { priority: 120 })], slots);
    expect(Object.values(bySlot(wants))).toContain('large');
    expect(Object.values(bySlot(wants))).not.toContain('c');
  });

  it('leaves out what is out of sight before what is seen', () => {
    const hidden = view('hidden', { width: 0, height: 0, priority: 200 });
    expect(Object.values(bySlot(assignSlots([], [hidden, ...views('a', 'b', 'c')], slots)))).toEqual(['a', 'b', 'c']);
  });

  it('starts anew on a connection with other slots', () => {
    const before = assignSlots([], views('a'), [9]);
    expect(bySlot(assignSlots(before, views('a'), slots))).toEqual({ 3: 'a' });
  });
});

describe('comparing wants', () => {
  it('tells a change from none', () => {
    const wants = assignSlots([], views('a', 'b'), slots);
    expect(sameWants(wants, assignSlots(wants, views('b', 'a'), slots))).toBe(true);
    expect(sameWants(wants, assignSlots(wants, views('b'), slots))).toBe(false);
    expect(sameWants(wants, assignSlots(wants, [view('a', { width: 640 }), view('b')], slots))).toBe(false);
  });
});
