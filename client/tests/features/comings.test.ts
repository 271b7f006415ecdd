import { describe, expect, it } from 'vitest';
import { Comings } from '../../src/features/media/comings.ts';
import { Narrator } from '../../src/features/media/narrator.ts';
import { ManualTiming } from '../core/manualTiming.ts';

const person = (number: number) => ({ id: `p${number}`, name: `Person ${number}` });
const people = (count: number) => Array.from({ length: count }, (_, at) => person(at));

function setUp() {
  const timing = new ManualTiming();
  const told: string[] = [];
  const narrator = new Narrator(
    (text) => told.push(text),
    () => 'summary',
    timing,
  );
  const comings = new Comings(narrator, (joined, left) => `+${joined.length} -${left.length}`);
  return { timing, told, comings };
}

describe('who comes and goes', () => {
  it('is told in one line where fifty come in a second', async () => {
    const { timing, told, comings } = setUp();
    comings.see([]);
    for (let count = 1; count <= 50; count += 1) {
      comings.see(people(count));
      await timing.advance(20);
    }
    await timing.advance(60_000);

    expect(told).toEqual(['+50 -0']);
  });

  it('is told a few times a minute, however long people drop in, and nobody is left out', async () => {
    const { timing, told, comings } = setUp();
    comings.see([]);
    for (let count = 1; count <= 60; count += 1) {
      comings.see(people(count));
      await timing.advance(1_000);
    }
    expect(told.length).toBeLessThanOrEqual(4);
    await timing.advance(60_000);

    expect(told.reduce((sum, line) => sum + parseInt(line.slice(1), 10), 0)).toBe(60);
  });

  it('is not told of who was there when one came, nor of who was away for a moment', async () => {
    const { timing, told, comings } = setUp();
    comings.see(people(10));
    comings.see(people(9));
    comings.see(people(10));
    await timing.advance(60_000);

    expect(told).toEqual([]);
  });
});
