import { describe, expect, test } from 'vitest';
import { Pace, type Verdict } from '../../../src/core/comfort/pace.ts';

/** Paints for `seconds` at the camera's rate, `took` milliseconds a frame; the verdicts that were not `fine`, and when. */
function paint(pace: Pace, took: (frame: number) => number, seconds: number, { fps = 30, from = 0 } = {}) {
  const verdicts: [Verdict, number][] = [];
  for (let frame = 0; frame < seconds * fps; frame += 1) {
    const at = from + (frame * 1_000) / fps;
    if (!pace.due(at)) continue;
    const verdict = pace.took(took(frame), at);
    if (verdict !== 'fine') verdicts.push([verdict, Math.round((at - from) / 1_000)]);
  }
  return verdicts;
}

describe('a device that keeps up', () => {
  test('paints every frame of a camera', () => {
    const pace = new Pace(30);
    expect(Array.from({ length: 90 }, (_, frame) => pace.due((frame * 1_000) / 30))).not.toContain(false);
  });

  test('goes on for ever', () => {
    expect(paint(new Pace(30), () => 20, 120)).toEqual([]);
  });

  test('may be slow at first, and now and then', () => {
    expect(paint(new Pace(30), (frame) => (frame < 60 ? 200 : frame % 5 === 0 ? 300 : 10), 60)).toEqual([]);
  });

  test('has the time that a slow camera leaves it', () => {
    expect(paint(new Pace(15), () => 40, 60, { fps: 15 })).toEqual([]);
  });

  test('passes over the frames that a fast camera gives beyond thirty a second', () => {
    const pace = new Pace(60);
    const painted = Array.from({ length: 60 }, (_, frame) => pace.due((frame * 1_000) / 60)).filter(Boolean);
    expect(painted).toHaveLength(30);
  });

  test('goes on when a camera begins to count anew', () => {
    const pace = new Pace(30);
    expect(pace.due(60_000)).toBe(true);
    expect(pace.due(10)).toBe(true);
  });
});

describe('a device that does not keep up', () => {
  test('first paints smaller and less often, after some seconds', () => {
    const pace = new Pace(30);
    expect(paint(pace, () => 30, 6)).toEqual([['lower', 4]]);
    expect(pace.step).toEqual({ fps: 15, height: 360 });
    const due = Array.from({ length: 30 }, (_, frame) => pace.due(10_000 + (frame * 1_000) / 30)).filter(Boolean);
    expect(due).toHaveLength(15);
  });

  test('goes on so where that is enough', () => {
    const pace = new Pace(30);
    paint(pace, () => 30, 6);
    expect(paint(pace, () => 30, 60, { from: 10_000 })).toEqual([]);
  });

  test('stops where that is not enough', () => {
    expect(paint(new Pace(30), () => 60, 60).slice(0, 2)).toEqual([
      ['lower', 4],
      ['stop', 9],
    ]);
  });

  test('stops too when hardly a frame gets through', () => {
    const pace = new Pace(30);
    const verdicts = Array.from({ length: 60 }, (_, frame) => pace.took(500, frame * 500));
    expect(verdicts.filter((verdict) => verdict !== 'fine').slice(0, 2)).toEqual(['lower', 'stop']);
  });
});
