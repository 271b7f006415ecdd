import { describe, expect, it } from 'vitest';
import { Views, type View } from '../../src/core/views.ts';
import { ManualTiming } from './manualTiming.ts';

const view = (changes: Partial<View> = {}): View => ({
  participant: 'a',
  source: 'camera',
  width: 300,
  height: 170,
  priority: 50,
  keepRate: false,
  ...changes,
});

function bench() {
  const timing = new ManualTiming();
  const told: View[][] = [];
  const views: Views = new Views(timing, () => told.push(views.list()));
  return { timing, views, told };
}

describe('the tiles on the screen', () => {
  it('are told once, after they have settled', async () => {
    const { timing, views, told } = bench();
    views.set({}, view());
    views.set({}, view({ participant: 'b' }));
    await timing.advance(99);
    expect(told).toEqual([]);
    await timing.advance(1);
    expect(told.map((list) => list.map(({ participant }) => participant))).toEqual([['a', 'b']]);
  });

  it('are told in steps, so that a drawn edge does not ask all the time', () => {
    const { views } = bench();
    views.set({}, view({ width: 301, height: 170 }));
    expect(views.list()[0]).toMatchObject({ width: 320, height: 192 });
  });

  it('that show the same picture count as one, by the larger', () => {
    const { views } = bench();
    views.set({}, view({ width: 160, height: 96, priority: 160 }));
    views.set({}, view({ width: 640, height: 352, keepRate: true }));
    expect(views.list()).toEqual([view({ width: 640, height: 352, priority: 160, keepRate: true })]);
  });

  it('are gone when they go', () => {
    const { views } = bench();
    const tile = {};
    views.set(tile, view());
    views.set(tile, null);
    expect(views.list()).toEqual([]);
  });

  it('keep their places and are not seen while the page is in the background', async () => {
    const { timing, views, told } = bench();
    views.set({}, view());
    views.hide(true);
    await timing.advance(100);
    expect(told.at(-1)).toEqual([view({ width: 0, height: 0 })]);
    views.hide(false);
    await timing.advance(100);
    expect(told.at(-1)?.[0]?.width).toBe(320);
  });
});
