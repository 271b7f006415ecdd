import { describe, expect, it } from 'vitest';
import type { Kind, Level } from '../../src/features/media/levels.ts';
import { Gathering, Narrator } from '../../src/features/media/narrator.ts';
import { ManualTiming } from '../core/manualTiming.ts';

function setUp(levels: Partial<Record<Kind, Level>> = {}) {
  const timing = new ManualTiming();
  const said: string[] = [];
  const narrator = new Narrator(
    (text) => said.push(text),
    (kind) => levels[kind] ?? 'summary',
    timing,
  );
  const gathering = (kind: Kind) =>
    new Gathering<number>(narrator, kind, (things, whole) => `${whole ? 'all' : 'some'} ${kind} ${things.length}`);
  return { timing, said, narrator, gathering };
}

describe('what is read aloud', () => {
  it('comes soon where it is quiet, in one line with what comes beside it', async () => {
    const { timing, said, gathering } = setUp();
    const chat = gathering('chat');
    chat.add(1);
    chat.add(2, 3);
    await timing.advance(2_000);
    expect(said).toEqual(['some chat 3']);
  });

  it('leaves time to listen between two lines', async () => {
    const { timing, said, gathering } = setUp();
    gathering('chat').add(1);
    gathering('people').add(1);
    await timing.advance(11_999);
    expect(said).toEqual(['some chat 1']);
    await timing.advance(1);
    expect(said).toEqual(['some chat 1', 'some people 1']);
  });

  it('is of each kind in turn, whatever floods', async () => {
    const { timing, said, gathering } = setUp();
    const chat = gathering('chat');
    const hands = gathering('hands');
    for (let second = 0; second < 60; second += 1) {
      chat.add(second);
      if (second % 10 === 0) hands.add(second);
      await timing.advance(1_000);
    }
    expect(said.filter((line) => line.includes('hands')).length).toBeGreaterThanOrEqual(2);
    expect(said.length).toBeLessThanOrEqual(6);
  });

  it('is one line of all who have something of a kind', async () => {
    const { timing, said, gathering } = setUp();
    gathering('people').add(1);
    gathering('people').add(1, 2);
    await timing.advance(2_000);
    expect(said).toEqual(['some people 1 some people 2']);
  });

  it('does not wait where it is urgent; then the others do', async () => {
    const { timing, said, narrator, gathering } = setUp();
    gathering('chat').add(1);
    await timing.advance(1_000);
    narrator.now('polls', 'A poll is open');
    expect(said).toEqual(['A poll is open']);
    await timing.advance(9_999);
    expect(said).toHaveLength(1);
    await timing.advance(1);
    expect(said).toEqual(['A poll is open', 'some chat 1']);
  });

  it('is everything as it comes of a kind that is on', async () => {
    const { timing, said, gathering } = setUp({ chat: 'on' });
    const chat = gathering('chat');
    for (let turn = 0; turn < 5; turn += 1) {
      chat.add(turn);
      await timing.advance(2_000);
    }
    expect(said).toEqual(Array.from({ length: 5 }, () => 'all chat 1'));
  });

  it('is nothing of a kind that is off, also not later', async () => {
    const levels: Partial<Record<Kind, Level>> = { chat: 'off' };
    const { timing, said, narrator, gathering } = setUp(levels);
    const chat = gathering('chat');
    chat.add(1, 2, 3);
    narrator.now('chat', 'no');
    await timing.advance(60_000);
    levels.chat = 'summary';
    chat.add(4);
    await timing.advance(60_000);
    expect(said).toEqual(['some chat 1']);
  });

  it('waits even where it is urgent, once a minute has had six lines', async () => {
    const { timing, said, narrator } = setUp();
    for (let number = 1; number <= 7; number += 1) narrator.now('polls', `poll ${number}`);
    expect(said).toHaveLength(6);
    await timing.advance(59_999);
    expect(said).toHaveLength(6);
    await timing.advance(20_000);
    expect(said.at(-1)).toBe('poll 7');
  });

  it('answers the person’s own act at once, and lets the others wait for it', async () => {
    const { timing, said, narrator, gathering } = setUp({ chat: 'summary' });
    gathering('chat').add(1);
    await timing.advance(1_000);
    narrator.reply('Muted');
    await timing.advance(9_999);
    expect(said).toEqual(['Muted']);
    await timing.advance(1);
    expect(said).toEqual(['Muted', 'some chat 1']);
  });

  it('ends with the room', async () => {
    const { timing, said, narrator, gathering } = setUp();
    gathering('chat').add(1);
    narrator.stop();
    await timing.advance(60_000);
    expect(said).toEqual([]);
  });
});
