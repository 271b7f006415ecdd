import { describe, expect, it } from 'vitest';
import type { Debate, DebateFlow, DebateSpeaker, DebateSpeech, ServerEvent } from '../../src/core/protocol.gen.ts';
import { waitsForView } from '../../src/features/learning/debate/debates.ts';
import { DebateNews } from '../../src/features/learning/debate/news.ts';
import { changed as moved, shares } from '../../src/features/learning/debate/result.ts';
import {
  noDebate,
  openDebate,
  openVote,
  reduceDebate,
  restoreDebate,
  type DebateState,
} from '../../src/features/learning/debate/state.ts';
import {
  clockText,
  nextSpeaker,
  nextTurn,
  pendingPoint,
  pointsLeft,
  secondsLeft,
  sideOf,
  speech,
} from '../../src/features/learning/debate/turns.ts';
import { phase } from '../../src/features/learning/polls/anonymous.ts';
import { Narrator } from '../../src/features/media/narrator.ts';
import words from '../../src/i18n/en/debate.ts';
import { ManualTiming } from '../core/manualTiming.ts';

const T0 = '2026-11-24T05:00:00Z';
const at = (seconds: number) => Date.parse(T0) + seconds * 1_000;

const debate = (changes: Partial<Debate> = {}): Debate => ({
  id: 'd',
  motion: 'A motion',
  state: 'open',
  opened_at: T0,
  points: 2,
  clocks: [
    { side: 'for', left: 300, since: null },
    { side: 'against', left: 300, since: null },
  ],
  before: 'none',
  after: 'none',
  key: null,
  speeches: [],
  result: null,
  ...changes,
});
const turn = (changes: Partial<DebateSpeech> = {}): DebateSpeech => ({
  id: 't',
  kind: 'opening',
  side: 'for',
  participant_id: 'ann',
  name: 'Ann',
  began_at: T0,
  ended_at: null,
  seconds: 0,
  points: [],
  ...changes,
});
const point = (state: DebateSpeech['points'][number]['state'], id = 'p'): DebateSpeech['points'][number] => ({
  id,
  participant_id: 'ben',
  name: 'Ben',
  state,
  asked_at: T0,
  answered_at: null,
});
const changed = (changes: Partial<Debate> = {}): ServerEvent => ({
  type: 'debate:changed',
  cursor: 'c',
  debate: debate(changes),
});
const speaker = (id: string, side: DebateSpeaker['side']): DebateSpeaker => ({ participant_id: id, name: id, side });
const SIDES = [speaker('ann', 'for'), speaker('cat', 'for'), speaker('ben', 'against')];
const after = (...events: ServerEvent[]): DebateState => events.reduce(reduceDebate, noDebate);

describe('a debate', () => {
  it('is known with its sides, and another one begins with nobody', () => {
    const known = after(changed(), { type: 'debate:sides', cursor: 'c', debate: 'd', sides: SIDES });
    expect([sideOf(known.sides, 'ben'), sideOf(known.sides, 'eve')]).toEqual(['against', null]);
    const other = reduceDebate({ ...known, token: true }, changed({ id: 'other' }));
    expect([other.sides, other.token]).toEqual([[], false]);
    expect(reduceDebate(other, { type: 'debate:sides', cursor: 'c', debate: 'd', sides: SIDES }).sides).toEqual([]);
  });

  it('is open until it is closed, also for who comes late', () => {
    expect(openDebate(restoreDebate({ debate: debate(), sides: [], token: false }))?.id).toBe('d');
    expect(openDebate(after(changed({ state: 'closed' })))).toBeNull();
  });

  it('has a vote that waits for who has no token', () => {
    const open = after(changed({ before: 'open', key: 'k' }));
    expect([openVote(open.debate), waitsForView(open, true), waitsForView(open, false)]).toEqual([
      'before',
      true,
      false,
    ]);
    expect(waitsForView(reduceDebate(open, { type: 'debate:own', debate: 'd' }), true)).toBe(false);
  });

  it('counts the views of the vote that is open, and begins anew with the next', () => {
    const told = after(changed({ before: 'open' }), { type: 'debate:progress', debate: 'd', voted: 7 });
    expect(told.voted).toBe(7);
    expect(reduceDebate(told, changed({ before: 'closed' })).voted).toBe(0);
  });
});

describe('the clock of a side', () => {
  it('runs by the server’s time and stands where nobody speaks', () => {
    expect(secondsLeft({ side: 'for', left: 300, since: T0 }, at(12.5))).toBe(287.5);
    expect(secondsLeft({ side: 'for', left: 300, since: null }, at(999))).toBe(300);
  });

  it('shows whole seconds, and by how much it is over', () => {
    expect([clockText(287.5), clockText(0), clockText(-0.5), clockText(-75)]).toEqual([
      '4:48',
      '0:00',
      '0:00',
      '+1:15',
    ]);
  });
});

describe('a turn', () => {
  it('goes on until it is over', () => {
    expect(speech(debate({ speeches: [turn()] }))?.id).toBe('t');
    expect(speech(debate({ speeches: [turn({ ended_at: T0 })] }))).toBeNull();
  });

  it('has so many points, of which one waits at a time', () => {
    const talks = turn({ points: [point('withdrawn', 'a'), point('declined', 'b'), point('asked')] });
    expect(pendingPoint(talks)?.id).toBe('p');
    expect(pointsLeft(debate(), talks)).toBe(0);
  });

  it('is followed as debates go: the motion is defended first and last', () => {
    const speeches: DebateSpeech[] = [];
    const order = Array.from({ length: 6 }, () => {
      const next = nextTurn(debate({ speeches }));
      speeches.push(turn({ ...next, ended_at: T0 }));
      return `${next.kind} ${next.side}`;
    });
    expect(order).toEqual([
      'opening for',
      'opening against',
      'rebuttal for',
      'rebuttal against',
      'closing against',
      'closing for',
    ]);
  });

  it('goes to who has had the fewest', () => {
    expect(nextSpeaker(debate(), SIDES, 'for')?.name).toBe('ann');
    expect(nextSpeaker(debate({ speeches: [turn({ ended_at: T0 })] }), SIDES, 'for')?.name).toBe('cat');
    expect(nextSpeaker(debate(), [], 'against')).toBeNull();
  });
});

describe('the result', () => {
  const flow = (changes: Partial<DebateFlow> = {}): DebateFlow => ({
    before: [['for'], ['against']],
    after: [['for'], ['against'], ['none']],
    moves: [
      [5, 2, 1],
      [1, 4, 2],
    ],
    ...changes,
  });

  it('says how many changed their minds, of those who voted twice', () => {
    expect(moved(flow())).toEqual({ moved: 3, all: 12 });
  });

  it('says nothing of it where views stand together', () => {
    expect(moved(flow({ before: [['for'], ['against', 'undecided']] }))).toBeNull();
  });

  it('has shares', () => {
    expect(shares({ for: 3, against: 1, undecided: 0 })).toEqual({ for: 0.75, against: 0.25, undecided: 0 });
  });
});

describe('one’s own view', () => {
  it('waits, is in, and is stored', () => {
    const taken = { ballot: 'undecided', revision: 1 };
    expect(phase({ taken: null, revision: 1, stored: false })).toBe('waiting');
    expect(phase({ taken, revision: 2, stored: true })).toBe('waiting');
    expect(phase({ taken, revision: 1, stored: false })).toBe('held');
    expect(phase({ taken, revision: 1, stored: true })).toBe('stored');
  });
});

describe('what is read aloud', () => {
  function listen(self: string) {
    const said: string[] = [];
    const timing = new ManualTiming();
    const news = new DebateNews(
      new Narrator(
        (text) => said.push(text),
        () => 'on',
        timing,
      ),
      () => words,
    );
    return { said, timing, see: (state: DebateState) => news.see(state, self) };
  }

  it('is a vote at once, and a turn with what else happens', async () => {
    const { said, timing, see } = listen('eve');
    see(after(changed()));
    see(after(changed({ before: 'open' })));
    expect(said).toEqual([words.voteOpened.before]);
    see(after(changed({ before: 'closed', speeches: [turn()] })));
    await timing.advance(60_000);
    expect(said.slice(1)).toEqual([words.begins('Ann', words.sides.for)]);
  });

  it('is a point to who speaks, and its answer to who asked', () => {
    const speaking = listen('ann');
    const asking = listen('ben');
    for (const each of [speaking, asking]) {
      each.see(after(changed({ speeches: [turn()] })));
      each.see(after(changed({ speeches: [turn({ points: [point('asked')] })] })));
      each.see(after(changed({ speeches: [turn({ points: [point('accepted')] })] })));
    }
    expect(speaking.said).toEqual([words.asks('Ben')]);
    expect(asking.said).toEqual([words.answered.accepted]);
  });

  it('is nothing of what was before one came', () => {
    const { said, see } = listen('eve');
    see(after(changed({ before: 'open' })));
    expect(said).toEqual([]);
  });
});
