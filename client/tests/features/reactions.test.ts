import { describe, expect, it } from 'vitest';
import type { Gesture, RoomReaction, ServerEvent } from '../../src/core/protocol.gen.ts';
import { Reactions, SHOWN_MS, tally } from '../../src/features/learning/reactions/reactions.ts';
import { ManualTiming } from '../core/manualTiming.ts';

const shown = (...pairs: [string, Gesture][]): ServerEvent => ({
  type: 'reaction:shown',
  reactions: pairs.map(([participant_id, kind]) => ({ participant_id, kind })),
});

function setUp() {
  const timing = new ManualTiming();
  const heard: RoomReaction[] = [];
  const asked: unknown[] = [];
  const socket = { request: (message: unknown) => Promise.resolve(asked.push(message)) };
  const room = { socket } as unknown as ConstructorParameters<typeof Reactions>[0];
  const reactions = new Reactions(room, (fresh) => heard.push(...fresh), timing);
  const marks = () => Object.fromEntries(reactions.store.getState().marks);
  return { timing, heard, asked, reactions, marks };
}

describe('reactions', () => {
  it('are seen for five seconds', async () => {
    const { timing, reactions, marks } = setUp();
    reactions.receive(shown(['a', 'clap'], ['b', 'heart']));
    expect(marks()).toEqual({ a: 'clap', b: 'heart' });
    await timing.advance(SHOWN_MS);
    expect(marks()).toEqual({});
  });

  it('of one person follow each other, the last for as long as any', async () => {
    const { timing, reactions, marks } = setUp();
    reactions.receive(shown(['a', 'clap']));
    await timing.advance(SHOWN_MS - 1);
    reactions.receive(shown(['a', 'laugh']));
    await timing.advance(SHOWN_MS - 1);
    expect(marks()).toEqual({ a: 'laugh' });
    await timing.advance(1);
    expect(marks()).toEqual({});
  });

  it('are each heard once, to be told as a summary', () => {
    const { heard, reactions } = setUp();
    reactions.receive(shown(['a', 'clap'], ['b', 'clap']));
    reactions.receive({ type: 'room:resync' });
    expect(heard.map(({ participant_id }) => participant_id)).toEqual(['a', 'b']);
  });

  it('are sent as they are chosen', async () => {
    const { asked, reactions } = setUp();
    await reactions.show('surprise');
    expect(asked).toEqual([{ type: 'reaction:show', kind: 'surprise' }]);
  });

  it('are counted, most first', () => {
    expect(tally(['clap', 'heart', 'clap', 'laugh'])).toEqual([
      ['clap', 2],
      ['heart', 1],
      ['laugh', 1],
    ]);
  });
});
