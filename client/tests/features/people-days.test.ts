import { expect, test } from 'vitest';
import { dayAfter, startOf } from '../../src/features/people/days.ts';

test('a day begins at midnight here and ends where the next begins', () => {
  expect(startOf('2026-11-30')).toEqual(new Date(2026, 10, 30));
  expect(dayAfter('2026-11-30')).toEqual(new Date(2026, 11, 1));
});

test.each(['', 'yesterday', '2026-13-01', '2026-02-30', null])('%s is no day', (text) => {
  expect(startOf(text)).toBeNull();
  expect(dayAfter(text)).toBeNull();
});
