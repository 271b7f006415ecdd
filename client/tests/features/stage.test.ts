import { describe, expect, it } from 'vitest';
import { createDesk, offerPanel, reachPanel, togglePanel, togglePin } from '../../src/features/media/desk.ts';
import { apart, columnsOf, itemsOf, screenOf } from '../../src/features/media/items.ts';
import { participant } from '../core/roomFactory.ts';

const camera = { source: 'whip-1', kind: 'video' as const, label: '실물 화상기', muted: false };

describe('what there is to see', () => {
  it('is everybody with a seat, and what else they show beside them', () => {
    const people = [
      participant('a', { sources: [camera] }),
      participant('viewer', { sending: false }),
      participant('b'),
    ];
    expect(itemsOf(people).map(({ key }) => key)).toEqual(['a camera', 'a whip-1', 'b camera']);
  });

  it('leaves out what is sound or is muted', () => {
    const sources = [
      { ...camera, kind: 'audio' as const },
      { ...camera, muted: true },
      { ...camera, source: 'screen' },
    ];
    expect(itemsOf([participant('a', { sources })]).map(({ source }) => source)).toEqual(['camera']);
  });

  it('is in an exam oneself, and who interprets', () => {
    const people = [participant('a'), participant('me'), participant('signs', { interpreter: true })];
    expect(apart(people, 'me').map(({ id }) => id)).toEqual(['me', 'signs']);
  });

  it('has interpreters first', () => {
    const people = [participant('a'), participant('signs', { interpreter: true })];
    expect(itemsOf(people).map(({ participant: { id } }) => id)).toEqual(['signs', 'a']);
  });

  it('has the shared screen, but not for whoever shares it from here', () => {
    const people = [participant('a'), participant('b', { screen: true })];
    expect(screenOf(people, 'a')?.participant.id).toBe('b');
    expect(screenOf(people, 'b')).toBeNull();
    expect(screenOf(people, null)?.source).toBe('screen');
  });
});

describe('the cells of the stage', () => {
  it('stand beside each other, what is shared in the first column', () => {
    expect(columnsOf(['a'], false)).toEqual([['a']]);
    expect(columnsOf(['a', 'b', 'c'], false)).toEqual([['a'], ['b', 'c']]);
    expect(columnsOf(['a', 'b', 'c', 'd'], false)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(columnsOf(['screen', 'b', 'c', 'd'], true)).toEqual([['screen'], ['b', 'c', 'd']]);
  });
});

describe('pins', () => {
  it('are up to four; the fifth takes the place of the oldest', () => {
    const desk = createDesk('session');
    for (const key of ['a', 'b', 'c', 'd', 'e']) togglePin(desk, key);
    expect(desk.getState().pins).toEqual(['b', 'c', 'd', 'e']);
  });

  it('are let go by the same press', () => {
    const desk = createDesk('session');
    togglePin(desk, 'a');
    togglePin(desk, 'a');
    expect(desk.getState().pins).toEqual([]);
  });
});

describe('the key of a panel', () => {
  it('opens it, and puts it away', () => {
    const desk = createDesk('session');
    reachPanel(desk, 'chat');
    expect(desk.getState().panel).toBe('chat');
    reachPanel(desk, 'chat');
    expect(desk.getState().panel).toBeNull();
  });

  it('goes to one that opened by itself, and puts it away only then', () => {
    const desk = createDesk('session');
    offerPanel(desk, 'polls');
    reachPanel(desk, 'polls');
    expect(desk.getState()).toMatchObject({ panel: 'polls', unasked: null });
    reachPanel(desk, 'polls');
    expect(desk.getState().panel).toBeNull();
  });

  it('opens what came by itself and was put away', () => {
    const desk = createDesk('session');
    offerPanel(desk, 'polls');
    togglePanel(desk, 'polls');
    reachPanel(desk, 'polls');
    expect(desk.getState()).toMatchObject({ panel: 'polls', unasked: null });
  });
});
