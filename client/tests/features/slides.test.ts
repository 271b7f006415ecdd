import { describe, expect, it, vi } from 'vitest';
import type { Deck, Presentation, ServerEvent } from '../../src/core/protocol.gen.ts';
import { Presenting } from '../../src/features/learning/slides/presenting.ts';
import { Slides } from '../../src/features/learning/slides/slides.ts';
import { fitted, linesOf, pageSeen, within } from '../../src/features/learning/slides/pages.ts';
import { noSlides, reduceSlides, restoreSlides, type SlidesState } from '../../src/features/learning/slides/state.ts';
import { createDesk } from '../../src/features/media/desk.ts';
import type { Room } from '../../src/core/room.ts';
import { emptyRoom, type RoomState } from '../../src/core/room-state.ts';
import { createStore } from 'zustand/vanilla';
import { participant } from '../core/roomFactory.ts';

const deck = (changes: Partial<Deck> = {}): Deck => ({
  id: 'd',
  name: 'maximin.pdf',
  pages: 21,
  size: 1_000,
  participant_id: 'prof',
  added_at: '2026-11-24T05:00:00Z',
  shown: true,
  ...changes,
});
const presentation = (changes: Partial<Presentation> = {}): Presentation => ({
  deck: deck(),
  participant_id: 'prof',
  name: '한지원',
  page: 1,
  ...changes,
});
const shown = (what: Presentation | null): ServerEvent => ({ type: 'slides:shown', cursor: 'c', presentation: what });
const turned = (page: number, of = 'd'): ServerEvent => ({ type: 'slides:page', deck: of, page });
const after = (...events: ServerEvent[]): SlidesState => events.reduce(reduceSlides, noSlides);

describe('slides', () => {
  it('are seen where the presenter is, or where one has leafed to', () => {
    const state = after(shown(presentation()), turned(8));
    expect(pageSeen(state)).toBe(8);
    expect(pageSeen({ ...state, own: 3 })).toBe(3);
    expect(pageSeen(reduceSlides({ ...state, own: 3 }, turned(9)))).toBe(3);
  });

  it('begin at the presenter’s page when they are others, and not when another presents the same', () => {
    const leafed = { ...after(shown(presentation())), own: 5 };
    expect(reduceSlides(leafed, shown(presentation({ participant_id: 'guest' }))).own).toBe(5);
    expect(reduceSlides(leafed, shown(presentation({ deck: deck({ id: 'e' }) }))).own).toBeNull();
    expect(restoreSlides(leafed, { presentation: presentation({ page: 4 }), presenters: [] }).own).toBe(5);
  });

  it('know nothing of pages of slides that are not presented', () => {
    expect(pageSeen(after(shown(presentation()), turned(8, 'old')))).toBe(1);
    expect(after(turned(8)).presentation).toBeNull();
  });

  it('lose the laser with the page', () => {
    const pointing = after(shown(presentation()), { type: 'slides:pointer', at: [0.5, 0.25] });
    expect(pointing.pointer).toEqual([0.5, 0.25]);
    expect(reduceSlides(pointing, turned(2)).pointer).toBeNull();
    expect(reduceSlides(pointing, { type: 'slides:pointer', at: null }).pointer).toBeNull();
  });

  it('are presented by whom hosts let', () => {
    const on: ServerEvent = { type: 'slides:permitted', cursor: 'c', participant_id: 'guest', on: true };
    expect(after(on, on).presenters).toEqual(['guest']);
    expect(after(on, { ...on, on: false }).presenters).toEqual([]);
  });
});

describe('a page', () => {
  it('is one that there is, and as large as it fits', () => {
    expect([within(0, 21), within(22, 21), within(7, 21)]).toEqual([1, 21, 7]);
    expect(fitted({ width: 400, height: 300 }, { width: 1600, height: 900 })).toBe(3);
  });

  it('is read in lines', () => {
    const parts = [
      { str: '최소극대화 ', hasEOL: false },
      { str: '원칙', hasEOL: true },
      { type: 'beginMarkedContent' },
      { str: '', hasEOL: true },
      { str: 'Maximin:  the best', hasEOL: false },
    ];
    expect(linesOf(parts)).toEqual(['최소극대화 원칙', 'Maximin: the best']);
  });
});

/** A room with one person in it, whose requests are answered when the test says so. */
function room(me: ReturnType<typeof participant>) {
  const store = createStore<RoomState>(() => emptyRoom);
  const asked: { request: unknown; done: (answer: unknown) => void }[] = [];
  const request = (message: unknown) => new Promise((resolve) => asked.push({ request: message, done: resolve }));
  const made = { store, socket: { request } } as unknown as Room;
  const desk = createDesk('session');
  const slides = new Slides(made, 'session', desk);
  store.setState({
    entered: { selfId: me.id, connectionId: 'c', companion: false, session: {} as never, people: [me], clockOffset: 0 },
  });
  return { slides, desk, asked };
}

describe('the room', () => {
  it('has slides on everybody’s stage as they begin, and takes them away at the end', () => {
    const { slides, desk } = room(participant('student'));
    expect(desk.getState().hidden).toEqual(['slides']);
    slides.receive(shown(presentation()));
    expect([desk.getState().stage, desk.getState().hidden]).toEqual(['slides', []]);
    desk.setState({ stage: null });
    slides.receive(turned(2));
    expect(desk.getState().stage).toBeNull();
    slides.receive(shown(presentation({ participant_id: 'guest' })));
    expect(desk.getState().stage).toBe('slides');
    slides.receive(shown(null));
    expect([desk.getState().stage, desk.getState().hidden]).toEqual([null, ['slides']]);
  });

  it('leaves who sits an exam alone', () => {
    const { slides, desk } = room(participant('student'));
    desk.setState({ exam: true });
    slides.receive(shown(presentation()));
    expect(desk.getState().stage).toBeNull();
  });

  it('offers slides to who may present', () => {
    const { slides, desk } = room(participant('guest', { role: 'guest' }));
    expect(slides.mayPresent).toBe(false);
    slides.receive({ type: 'slides:permitted', cursor: 'c', participant_id: 'guest', on: true });
    expect([slides.mayPresent, desk.getState().hidden]).toEqual([true, []]);
    expect(room(participant('prof', { role: 'professor' })).slides.mayPresent).toBe(true);
  });

  it('hears of the last page that the presenter went to, one at a time', async () => {
    const { slides, asked } = room(participant('prof', { role: 'professor' }));
    slides.receive(shown(presentation()));
    const presenting = new Presenting(slides);
    [2, 3, 4, 99].forEach((page) => presenting.turn(page));
    expect(pageSeen(slides.store.getState())).toBe(21);
    expect(asked.map(({ request }) => request)).toEqual([{ type: 'slides:turn', deck: 'd', page: 2 }]);
    slides.receive(turned(2));
    expect(pageSeen(slides.store.getState())).toBe(21);
    asked[0]?.done({});
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]?.request).toEqual({ type: 'slides:turn', deck: 'd', page: 21 });
    slides.receive(turned(21));
    asked[1]?.done({});
    await vi.waitFor(() => expect(slides.store.getState().turning).toBeNull());
    expect(pageSeen(slides.store.getState())).toBe(21);
  });
});
