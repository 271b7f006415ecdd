import { describe, expect, it } from 'vitest';
import type { ColdCall, Debate, DebateSpeech, Floor, Gesture, Hand, Message } from '../../src/core/protocol.gen.ts';
import { ChatNews } from '../../src/features/learning/chat/news.ts';
import { CallNews } from '../../src/features/learning/cold_call/news.ts';
import { DebateNews } from '../../src/features/learning/debate/news.ts';
import { noDebate } from '../../src/features/learning/debate/state.ts';
import { FloorNews } from '../../src/features/learning/floor/news.ts';
import { HandNews } from '../../src/features/learning/hands/news.ts';
import { noHands, reduceHands } from '../../src/features/learning/hands/state.ts';
import { Comings } from '../../src/features/media/comings.ts';
import { KINDS, type Kind, type Level } from '../../src/features/media/levels.ts';
import { Gathering, Narrator } from '../../src/features/media/narrator.ts';
import chat from '../../src/i18n/en/chat.ts';
import breakouts from '../../src/i18n/en/breakouts.ts';
import coldCall from '../../src/i18n/en/coldCall.ts';
import debate from '../../src/i18n/en/debate.ts';
import floor from '../../src/i18n/en/floor.ts';
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
  const floorNews = new FloorNews(narrator, () => floor);
  const callNews = new CallNews(narrator, () => coldCall);
  const debateNews = new DebateNews(narrator, () => debate);
  const screens = new Gathering<string>(narrator, 'screens', (lines) => lines.at(-1) ?? '');
  floorNews.see(null, SELF);
  callNews.see(null, SELF);
  debateNews.see(noDebate, SELF);
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
    // Every three minutes everybody thinks, one is called, and a speaker of a debate begins; its votes open and close.
    if (half % 360 === 60) floorNews.see(question(half, 'thinking'), SELF);
    if (half % 360 === 120) floorNews.see(question(half - 60, 'revealed'), SELF);
    if (half % 360 === 180) callNews.see(coldCallOf(half, 'called'), SELF);
    if (half % 360 === 240) callNews.see(coldCallOf(half - 60, 'written'), SELF);
    if (half % 60 === 30) debateNews.see({ ...noDebate, debate: debateAt(half) }, SELF);
    // A screen is shown and taken away, the line breaks and comes back again and again, and the own group moves.
    if (half % 200 === 70) screens.add(room.announcements.shares('Person 7'));
    if (half % 200 === 110) screens.add(room.announcements.sharesNoMore('Person 7'));
    if (half % 600 === 90) narrator.now('connection', room.announcements.lost);
    if (half % 600 === 94) narrator.now('connection', room.announcements.back);
    if (half % 600 === 150) narrator.now('groups', breakouts.arrived('Group 1'));
    if (half % 600 === 350) narrator.now('groups', breakouts.endsSoon);
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

const question = (number: number, state: Floor['state']): Floor => ({
  id: `f${number}`,
  question: `Why ${number}?`,
  state,
  opened_at: '2026-11-24T05:00:00Z',
  ends_at: '2026-11-24T05:00:30Z',
  entries: [],
});

const coldCallOf = (number: number, state: ColdCall['state']): ColdCall => ({
  id: `c${number}`,
  participant_id: 'p1',
  name: 'Person 1',
  state,
  drawn_at: '2026-11-24T05:00:00Z',
  told_at: null,
  due_at: null,
  called_at: null,
  text: '',
});

/** A debate in which somebody else speaks every half minute, and a vote opens every two. */
const debateAt = (half: number): Debate => {
  const turn = Math.floor(half / 60);
  const speech: DebateSpeech = {
    id: `t${turn}`,
    kind: 'opening',
    side: turn % 2 === 0 ? 'for' : 'against',
    participant_id: `p${turn}`,
    name: `Person ${turn}`,
    began_at: '2026-11-24T05:00:00Z',
    ended_at: null,
    seconds: 0,
    points: [],
  };
  return {
    id: 'd',
    motion: 'A motion',
    state: 'open',
    opened_at: '2026-11-24T05:00:00Z',
    points: 2,
    clocks: [
      { side: 'for', left: 300, since: null },
      { side: 'against', left: 300, since: null },
    ],
    before: turn % 4 === 1 ? 'open' : 'closed',
    after: 'none',
    key: null,
    speeches: [speech],
    result: null,
  };
};

/** The most lines within any sixty seconds. */
function mostInAMinute(lines: readonly Line[]): number {
  return Math.max(...lines.map(({ at }) => lines.filter((other) => other.at >= at && other.at < at + 60_000).length));
}

describe('ten busy minutes', () => {
  it('are at most six lines a minute', async () => {
    const lines = await busyMinutes();
    expect(mostInAMinute(lines)).toBeLessThanOrEqual(6);
  });

  it('tell of every kind every two minutes or so, and of each poll the moment it opens', async () => {
    const lines = await busyMinutes();
    const texts = lines.map(({ text }) => text);
    for (const kind of [/new messages$/, /joined|left/, /hands? raised/, /reactions$/, /ask for help/]) {
      expect(texts.filter((text) => kind.test(text)).length).toBeGreaterThanOrEqual(4);
    }
    const opened = lines.filter(({ text }) => text.startsWith('Poll opened'));
    expect(opened.map(({ at }) => at)).toEqual([15_000, 135_000, 255_000, 375_000, 495_000]);
    expect(texts.filter((text) => text.startsWith('Results of the poll')).length).toBeGreaterThanOrEqual(3);
  });

  it('tell of discussions, groups, screens and the own line, too', async () => {
    const texts = (await busyMinutes()).map(({ text }) => text);
    for (const kind of [
      /Think time/,
      /is called|in writing/,
      /speaks: /,
      /Secret vote/,
      /your group|Group 1/i,
      /screen/i,
      /connection dropped/,
    ]) {
      expect(texts.filter((text) => kind.test(text)).length, String(kind)).toBeGreaterThan(0);
    }
  });

  it('are silent where every kind is turned off', async () => {
    expect(await busyMinutes(Object.fromEntries(KINDS.map((kind) => [kind, 'off'])))).toEqual([]);
  });

  it('leave out what is turned off, and say all of what is on', async () => {
    const lines = await busyMinutes({ chat: 'off', people: 'on' });
    expect(lines.filter(({ text }) => text.includes('message'))).toEqual([]);
    expect(lines.filter(({ text }) => /joined|left/.test(text)).length).toBeGreaterThan(100);
  });
});
