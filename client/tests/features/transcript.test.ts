import { describe, expect, it } from 'vitest';
import type { Gesture, Hand, Message } from '../../src/core/protocol.gen.ts';
import { ChatNews } from '../../src/features/learning/chat/news.ts';
import { HandNews } from '../../src/features/learning/hands/news.ts';
import { noHands, reduceHands } from '../../src/features/learning/hands/state.ts';
import { Comings } from '../../src/features/media/comings.ts';
import type { Kind, Level } from '../../src/features/media/levels.ts';
import { Gathering, Narrator } from '../../src/features/media/narrator.ts';
import chat from '../../src/i18n/en/chat.ts';
import hands from '../../src/i18n/en/hands.ts';
import polls from '../../src/i18n/en/polls.ts';
import room from '../../src/i18n/en/room.ts';
import { ManualTiming } from '../core/manualTiming.ts';

interface Line {
  at: number;
  text: string;
}

const MINUTES = 10;
const SELF = 'teacher';

/** What a screen reader would say in ten minutes of a class in which everything happens at once. */
async function busyMinutes(levels: Partial<Record<Kind, Level>> = {}): Promise<readonly Line[]> {
  const timing = new ManualTiming();
  const begin = timing.now();
  const said: Line[] = [];
  const narrator = new Narrator(
    (text) => said.push({ at: timing.now() - begin, text }),
    (kind) => levels[kind] ?? 'summary',
    timing,
  );
  const { joined, left } = room.announcements;
  const comings = new Comings(narrator, (came, went) =>
    [came.length > 0 ? joined(came) : '', went.length > 0 ? left(went) : ''].filter(Boolean).join(' '),
  );
  const messages: Message[] = [];
  const chatNews = new ChatNews(narrator, () => chat);
  const handNews = new HandNews(narrator, () => hands);
  const reactions = new Gathering<Gesture>(narrator, 'reactions', (shown) => `${shown.length} reactions`);
  const results = new Gathering<string>(narrator, 'polls', (lines) => lines.at(-1) ?? '');
  const call = () => room.panels.calls(3);
  let queue = noHands;
  comings.see([]);
  chatNews.see(messages, SELF);
  handNews.see(queue, SELF, true);

  for (let half = 0; half < MINUTES * 120; half += 1) {
    // Two messages a second; fifty people who come and go; a hand every five seconds, with a turn that ends.
    messages.push(message(half));
    chatNews.see(messages, SELF);
    if (half % 2 === 0) comings.see(people(half));
    if (half % 10 === 0) {
      const [first] = queue.hands;
      if (first !== undefined && queue.hands.length > 3) {
        const down = { type: 'hand:down', cursor: 'c', hand: first, why: 'spoken', restore_until: '' } as const;
        queue = reduceHands(queue, down);
        handNews.ended(down);
      }
      queue = reduceHands(queue, { type: 'hand:up', cursor: 'c', hand: hand(half) });
      handNews.see(queue, SELF, true);
    }
    if (half % 6 === 0) reactions.add('clap', 'heart');
    if (half % 120 === 5) narrator.tell('groups', call);
    if (half % 240 === 30) narrator.now('polls', polls.opened(`Question ${half}`));
    if (half % 240 === 120) results.add(polls.resultsIn(`Question ${half - 90}`));
    await timing.advance(500);
  }
  return said;
}

const message = (number: number): Message => ({
  id: String(number).padStart(6, '0'),
  channel: 'room',
  participant_id: `p${number % 50}`,
  name: `Person ${number % 50}`,
  role: 'student',
  text: 'I think so too',
  sent_at: '2026-11-24T05:00:00Z',
  edited_at: null,
  deleted: null,
  broadcast: false,
  reply_to: null,
  mentions: [],
  files: [],
  reactions: [],
});

const people = (half: number) =>
  Array.from({ length: 50 }, (_, at) => ({ id: `p${at}`, name: `Person ${at}` })).filter(
    (_, at) => (at * 7 + half) % 100 < 60,
  );

const hand = (number: number): Hand => ({
  id: `h${number}`,
  participant_id: `p${number}`,
  name: `Person ${number}`,
  kind: 'point',
  text: '',
  first: true,
  raised_at: new Date(number * 1000).toISOString(),
  called_at: null,
  ends_at: null,
});

/** The most lines within any sixty seconds. */
function mostInAMinute(lines: readonly Line[]): number {
  return Math.max(...lines.map(({ at }) => lines.filter((other) => other.at >= at && other.at < at + 60_000).length));
}

describe('ten busy minutes', () => {
  it('are at most six lines a minute', async () => {
    const lines = await busyMinutes();
    expect(mostInAMinute(lines)).toBeLessThanOrEqual(6);
  });

  it('tell of every kind every minute or two, and of each poll the moment it opens', async () => {
    const lines = await busyMinutes();
    const texts = lines.map(({ text }) => text);
    for (const kind of [/new messages$/, /joined|left/, /hands? raised/, /reactions$/, /ask for help$/]) {
      expect(texts.filter((text) => kind.test(text)).length).toBeGreaterThanOrEqual(MINUTES / 2);
    }
    const opened = lines.filter(({ text }) => text.startsWith('Poll opened'));
    expect(opened.map(({ at }) => at)).toEqual([15_000, 135_000, 255_000, 375_000, 495_000]);
    expect(texts.filter((text) => text.startsWith('Results of the poll'))).toHaveLength(5);
  });

  it('leave out what is turned off, and say all of what is on', async () => {
    const lines = await busyMinutes({ chat: 'off', people: 'on' });
    expect(lines.filter(({ text }) => text.includes('message'))).toEqual([]);
    expect(lines.filter(({ text }) => /joined|left/.test(text)).length).toBeGreaterThan(100);
  });
});
