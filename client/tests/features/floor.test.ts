import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Floor, FloorEntry, ServerEvent } from '../../src/core/protocol.gen.ts';
import type { Room } from '../../src/core/room.ts';
import { Floors } from '../../src/features/learning/floor/floors.ts';
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
import { tabMemory } from '../tabMemory.ts';

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

describe('what is written while one thinks', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-24T05:00:00Z') });
    vi.stubGlobal('sessionStorage', tabMemory());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** A person's page, and what it sends; the own clock is behind the server's by `behind` milliseconds. */
  function page(behind = 0) {
    const sent: { at: number; hand: boolean; text: string }[] = [];
    const request = ({ hand, text }: { hand: boolean; text: string }) => {
      sent.push({ at: Date.now() - Date.parse('2026-11-24T05:00:00Z'), hand, text });
      return Promise.resolve({});
    };
    const store = createStore(() => ({ entered: { clockOffset: behind } }));
    const floors = new Floors({ store, socket: { request } } as unknown as Room);
    floors.receive(changed(question()));
    return { floors, sent };
  }

  it('is there after a reload, until it is sent', async () => {
    page().floors.keepDraft('f', 'because of');
    const { floors } = page();
    expect(floors.draft('f')).toBe('because of');
    await floors.give(false, 'because of');
    expect(floors.draft('f')).toBeNull();
  });

  it('is sent as the time ends, with the hand that is up', async () => {
    const { floors, sent } = page();
    floors.receive(own(true, ''));
    floors.keepDraft('f', ' because of ');
    await vi.advanceTimersByTimeAsync(18_499);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([{ at: 18_500, hand: true, text: 'because of' }]);
  });

  it('is sent in time by the server’s clock', async () => {
    const { floors, sent } = page(5_000);
    floors.keepDraft('f', 'because of');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sent.map(({ at }) => at)).toEqual([13_500]);
  });

  it('is not sent once more, and nothing that was taken out again is', async () => {
    const { floors, sent } = page();
    floors.receive(own(false, 'because of'));
    floors.keepDraft('f', 'because of');
    await vi.advanceTimersByTimeAsync(20_000);
    const other = page();
    other.floors.receive(own(false, 'because of'));
    other.floors.keepDraft('f', ' ');
    await vi.advanceTimersByTimeAsync(20_000);
    expect([sent, other.sent]).toEqual([[], []]);
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
