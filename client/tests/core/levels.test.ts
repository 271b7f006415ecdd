import { describe, expect, it } from 'vitest';
import { Levels, loudness } from '../../src/core/levels.ts';

const heard = (levels: Record<string, number>) => new Map(Object.entries(levels));

describe('loudness', () => {
  it.each([
    [0, 0],
    [10 ** (-50 / 20), 0],
    [10 ** (-30 / 20), 0.5],
    [10 ** (-10 / 20), 1],
    [1, 1],
  ])('of amplitude %f is %f', (amplitude, expected) => {
    expect(loudness(amplitude)).toBeCloseTo(expected, 5);
  });
});

describe('levels', () => {
  it('reach whoever listens to that person', () => {
    const levels = new Levels();
    const seen: number[] = [];
    levels.listen('a', (level) => seen.push(level));
    levels.report(heard({ a: 0.6, b: 0.9 }), 0, null);
    expect(seen).toEqual([0, 0.6]);
  });

  it('fall to nothing when the person is not heard any more', () => {
    const levels = new Levels();
    const seen: number[] = [];
    levels.listen('a', (level) => seen.push(level));
    levels.report(heard({ a: 0.6 }), 0, null);
    levels.report(heard({}), 100, null);
    levels.report(heard({}), 200, null);
    expect(seen).toEqual([0, 0.6, 0]);
  });

  it('leave breathing out', () => {
    const levels = new Levels();
    const seen: number[] = [];
    levels.listen('a', (level) => seen.push(level));
    levels.report(heard({ a: 0.05 }), 0, null);
    expect(seen).toEqual([0]);
  });

  it('stop reaching who has stopped listening', () => {
    const levels = new Levels();
    const seen: number[] = [];
    levels.listen('a', (level) => seen.push(level))();
    levels.report(heard({ a: 0.6 }), 0, null);
    expect(seen).toEqual([0]);
  });
});

describe('the speaker', () => {
  const speaker = (levels: Levels) => levels.speaker.getState().id;

  it('is the first who is heard', () => {
    const levels = new Levels();
    levels.report(heard({ a: 0.5 }), 0, null);
    expect(speaker(levels)).toBe('a');
  });

  it('stays after falling silent', () => {
    const levels = new Levels();
    levels.report(heard({ a: 0.5 }), 0, null);
    levels.report(heard({}), 5_000, null);
    expect(speaker(levels)).toBe('a');
  });

  it('is not pushed aside by a cough', () => {
    const levels = new Levels();
    levels.report(heard({ a: 0.5 }), 0, null);
    levels.report(heard({ b: 0.9 }), 100, null);
    levels.report(heard({ a: 0.5 }), 500, null);
    levels.report(heard({ b: 0.9 }), 1_500, null);
    expect(speaker(levels)).toBe('a');
  });

  it('gives way to who speaks on', () => {
    const levels = new Levels();
    levels.report(heard({ a: 0.5 }), 0, null);
    for (let at = 100; at <= 1_300; at += 100) levels.report(heard({ b: 0.9 }), at, null);
    expect(speaker(levels)).toBe('b');
  });

  it('is never oneself', () => {
    const levels = new Levels();
    levels.report(heard({ me: 0.9, a: 0.3 }), 0, 'me');
    expect(speaker(levels)).toBe('a');
  });
});
