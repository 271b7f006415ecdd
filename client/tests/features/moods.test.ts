import { describe, expect, it } from 'vitest';
import { noMoods, reduceMoods } from '../../src/features/learning/moods/feature.tsx';

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
});
