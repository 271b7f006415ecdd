import { describe, expect, it } from 'vitest';
import type { Floor, FloorEntry, ServerEvent } from '../../src/core/protocol.gen.ts';
import { FloorNews } from '../../src/features/learning/floor/news.ts';
import {
  noFloor,
  placeIn,
  reduceFloor,
  restoreFloor,
  shown,
  thinking,
  uncalled,
  type FloorState,
} from '../../src/features/learning/floor/state.ts';
import { Narrator } from '../../src/features/media/narrator.ts';
import words from '../../src/i18n/en/floor.ts';
import { ManualTiming } from '../core/manualTiming.ts';

const entry = (id: string, changes: Partial<FloorEntry> = {}): FloorEntry => ({
  participant_id: id,
  name: id,
  hand: true,
  text: '',
  called_at: null,
  ...changes,
});
const question = (changes: Partial<Floor> = {}): Floor => ({
  id: 'f',
  question: 'Why?',
  state: 'thinking',
  opened_at: '2026-11-24T05:00:00Z',
  ends_at: '2026-11-24T05:00:20Z',
  entries: [],
  ...changes,
});
const changed = (floor: Floor): ServerEvent => ({ type: 'floor:changed', cursor: 'c', floor });
const own = (hand: boolean, text: string, floor = 'f'): ServerEvent => ({
  type: 'floor:own',
  cursor: 'c',
  answer: { floor, hand, text },
});
const after = (...events: ServerEvent[]): FloorState => events.reduce(reduceFloor, noFloor);

describe('a question with think time', () => {
  it('is thought about and then shown', () => {
    const asked = after(changed(question()));
    expect([thinking(asked)?.id, shown(asked)]).toEqual(['f', null]);
    const told = reduceFloor(asked, changed(question({ state: 'revealed', entries: [entry('a')] })));
    expect([thinking(told), shown(told)?.entries.length]).toEqual([null, 1]);
  });

  it('keeps what one gave last, and nothing that was taken back', () => {
    const given = after(changed(question()), own(true, ''), own(true, 'because'));
    expect(given.own).toEqual({ floor: 'f', hand: true, text: 'because' });
    expect(reduceFloor(given, own(false, '')).own).toBeNull();
    expect(
      restoreFloor({ floor: question(), own: { floor: 'f', hand: false, text: '' }, report: null }).own,
    ).toBeNull();
  });

  it('knows nothing of what was given to another', () => {
    const state = after(changed(question()), own(true, 'old'), changed(question({ id: 'g' })));
    expect(state.own).toBeNull();
    expect(reduceFloor(state, own(true, 'late')).own).toBeNull();
    expect(reduceFloor(state, { type: 'floor:progress', floor: 'f', answered: 3 }).answered).toBe(0);
  });

  it('calls hands that have not been called, in their order', () => {
    const floor = question({
      state: 'revealed',
      entries: [entry('a', { called_at: '2026-11-24T05:01:00Z' }), entry('b'), entry('c'), entry('d', { hand: false })],
    });
    expect(uncalled(floor).map(({ name }) => name)).toEqual(['b', 'c']);
    expect([placeIn(floor, 'a'), placeIn(floor, 'c'), placeIn(floor, 'd')]).toEqual([null, 2, null]);
  });
});

describe('what is read aloud of it', () => {
  async function heard(...floors: Floor[]): Promise<string[]> {
    const said: string[] = [];
    const timing = new ManualTiming();
    const news = new FloorNews(
      new Narrator(
        (text) => said.push(text),
        () => 'summary',
        timing,
      ),
      () => words,
    );
    news.see(null, 'b');
    for (const floor of floors) {
      news.see(floor, 'b');
      await timing.advance(30_000);
    }
    return said;
  }

  it('is the question at once, and the end with one’s own place', async () => {
    const end = question({ state: 'revealed', entries: [entry('a'), entry('b')] });
    expect(await heard(question(), end)).toEqual(['Think time: Why?', '2 answers shown. You are number 2 in line.']);
  });

  it('is nothing as somebody is called or the question is put away', async () => {
    const end = question({ state: 'revealed', entries: [entry('a')] });
    const called = { ...end, entries: [entry('a', { called_at: '2026-11-24T05:01:00Z' })] };
    expect(await heard(end, called, { ...called, state: 'closed' })).toHaveLength(1);
  });
});
