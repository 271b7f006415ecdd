import { describe, expect, it } from 'vitest';
import { noMoods, parts, reduceMoods } from '../../src/features/learning/moods/feature.tsx';

describe('moods', () => {
  it('are one’s own as the server has them', () => {
    const mood = { opinion: 'agree' as const, pace: null };
    expect(reduceMoods(noMoods, { type: 'mood:own', mood }).own).toEqual(mood);
  });

  it('are counted for staff', () => {
    const gauge = { type: 'mood:gauge' as const, agree: 1, disagree: 0, slower: 2, faster: 0, people: 9 };
    expect(reduceMoods(noMoods, gauge).gauge?.slower).toBe(2);
  });

  it('are as they were after an event of another tool', () => {
    expect(reduceMoods(noMoods, { type: 'room:resync' })).toBe(noMoods);
  });

  it('are a bar of everybody, with those who say nothing in the middle', () => {
    expect(parts(9, 4, 44)).toEqual([9, 31, 4]);
    expect(parts(3, 0, 2)).toEqual([3, 0, 0]);
  });
});
