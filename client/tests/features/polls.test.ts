import { describe, expect, it } from 'vitest';
import type { Poll, PollResult } from '../../src/core/protocol.gen.ts';
import { bars, changes, meanRating, wordSize } from '../../src/features/learning/polls/chart.ts';
import { contentOf, draftOf, fault, newDraft, type Draft } from '../../src/features/learning/polls/draft.ts';
import { reasonsByAnswer } from '../../src/features/learning/polls/reasons.ts';
import {
  currentPoll,
  emptyPolls,
  hasVoted,
  mayChange,
  openPoll,
  ownBallot,
  reducePolls,
  type PollAction,
  type PollState,
} from '../../src/features/learning/polls/state.ts';

const after = (...actions: PollAction[]): PollState => actions.reduce(reducePolls, emptyPolls);
const result = (...counts: number[]): PollResult => ({
  votes: counts.reduce((sum, count) => sum + count, 0),
  counts,
  places: [],
  texts: [],
  more: 0,
});
const round = (number: number, closed = false, told: PollResult | null = null) => ({
  number,
  opened_at: '2026-11-24T05:00:00Z',
  closes_at: null,
  closed_at: closed ? '2026-11-24T05:01:00Z' : null,
  result: told,
  key: null,
});
const poll = (id: string, changes: Partial<Poll> = {}): Poll => ({
  id,
  kind: 'single',
  question: '어느 사회를 고르겠어요?',
  options: ['A', 'B', 'C'],
  scale: 5,
  most: 1,
  names: 'shown',
  results: 'close',
  peer: false,
  reasons: false,
  discussing: false,
  correct: [],
  rounds: [round(1)],
  flow: null,
  ...changes,
});
const changed = (id: string, changes: Partial<Poll> = {}): PollAction => ({ type: 'changed', poll: poll(id, changes) });
const ballot = (...choices: number[]) => ({ choices, texts: [], reason: '' });
const vote = (id: string, ...choices: number[]) => ({
  id,
  poll: 'p',
  round: 1,
  ballot: ballot(...choices),
  refused: null,
});
const progress = (voted: string[], told: PollResult | null = null) => ({
  number: 1,
  voted,
  result: told,
  right: null,
  advice: null,
});
const details: PollAction = {
  type: 'details',
  details: { poll: 'p', correct: [1], rounds: [progress([])], flow: null },
};

describe('the poll of now', () => {
  it('is the vote that runs, also where a newer one is over', () => {
    const state = after(
      changed('a', { rounds: [round(1, true), round(2)] }),
      changed('b', { rounds: [round(1, true)] }),
    );
    expect(currentPoll(state)?.id).toBe('a');
  });

  it('is the newest while none runs', () => {
    const over = { rounds: [round(1, true)] };
    expect(currentPoll(after(changed('a', over), changed('b', over)))?.id).toBe('b');
    expect(currentPoll(emptyPolls)).toBeNull();
  });
});

describe('a vote', () => {
  it('stands as soon as it is sent, and is taken back when it is refused', () => {
    const sending = after(changed('p'), { type: 'sending', vote: vote('v', 2) });
    expect(ownBallot(sending, poll('p'))).toEqual(ballot(2));
    const refused = reducePolls(sending, { type: 'refused', id: 'v', code: 'poll_closed' });
    expect(ownBallot(refused, poll('p'))).toBeNull();
    expect(refused.outgoing?.refused).toBe('poll_closed');
  });

  it('is known by the answer, and by what another device has sent since', () => {
    const sent = after(changed('p'), { type: 'sending', vote: vote('v', 2) }, { type: 'sent', id: 'v' });
    expect(hasVoted(sent, poll('p'))).toBe(true);
    const other = reducePolls(sent, { type: 'own', own: { poll: 'p', round: 1, ballot: ballot(0) } });
    expect(ownBallot(other, poll('p'))).toEqual(ballot(0));
  });

  it('with names hidden is changed only where it was cast', () => {
    const hidden = { names: 'hidden' } as const;
    const own: PollAction = { type: 'own', own: { poll: 'p', round: 1, ballot: null } };
    const here = after(changed('p', hidden), { type: 'sending', vote: vote('v', 1) }, { type: 'sent', id: 'v' }, own);
    expect([mayChange(here, poll('p', hidden)), ownBallot(here, poll('p', hidden))]).toEqual([true, ballot(1)]);
    const elsewhere = after(changed('p', hidden), own);
    expect([mayChange(elsewhere, poll('p', hidden)), ownBallot(elsewhere, poll('p', hidden))]).toEqual([false, null]);
  });

  it('of the round before is none of the next', () => {
    const state = after({ type: 'own', own: { poll: 'p', round: 1, ballot: ballot(0) } });
    expect(hasVoted(state, poll('p', { rounds: [round(1, true), round(2)] }))).toBe(false);
  });
});

describe('states', () => {
  it('tell staff how an open vote goes', () => {
    const state = after(changed('p'), details, {
      type: 'progress',
      poll: 'p',
      round: progress(['one'], result(1, 0, 0)),
    });
    expect(state.details.p?.rounds[0]?.voted).toEqual(['one']);
  });

  it('that come after the close are passed over', () => {
    const closed = after(changed('p', { rounds: [round(1, true, result(2, 0, 0))] }), details);
    const late = reducePolls(closed, { type: 'tally', poll: 'p', round: 1, result: result(1, 0, 0) });
    expect(openPoll(late)).toBeNull();
    expect(late.polls[0]?.rounds[0]?.result?.votes).toBe(2);
    expect(reducePolls(closed, { type: 'progress', poll: 'p', round: progress(['x']) })).toBe(closed);
  });

  it('that were missed are taken over, and nothing else of an older list', () => {
    const state = after(
      changed('p', { results: 'live' }),
      changed('q', { rounds: [round(1, true, result(1, 0, 0))] }),
      details,
    );
    const caught = reducePolls(state, {
      type: 'caught-up',
      snapshot: {
        polls: [poll('p', { rounds: [round(1, false, result(0, 3, 0))] }), poll('q')],
        details: [{ poll: 'p', correct: [1], rounds: [progress(['one'])], flow: null }],
        own: [{ poll: 'p', round: 1, ballot: ballot(1) }],
      },
    });
    expect(caught.polls.map(({ rounds }) => rounds[0]?.result?.votes)).toEqual([3, 1]);
    expect(caught.polls[1]?.rounds[0]?.closed_at).not.toBeNull();
    expect(caught.details.p?.rounds[0]?.voted).toEqual(['one']);
    expect(hasVoted(caught, poll('p'))).toBe(true);
  });

  it('are replaced by a fresh snapshot', () => {
    const state = after(changed('p'), details, {
      type: 'restored',
      snapshot: { polls: [poll('q')], details: [], own: [] },
    });
    expect([state.polls.map(({ id }) => id), state.details]).toEqual([['q'], {}]);
  });
});

describe('a chart', () => {
  it('shows each option with its share, and where it stood before', () => {
    expect(bars(poll('p'), result(1, 3, 0), result(2, 2, 0), [1])).toMatchObject([
      { label: 'A', count: 1, share: 0.25, was: 0.5, right: false },
      { label: 'B', count: 3, share: 0.75, was: 0.5, right: true },
      { label: 'C', count: 0, share: 0, was: 0, right: false },
    ]);
  });

  it('of a ranking puts first what stands highest', () => {
    const ranked = {
      ...result(),
      votes: 2,
      places: [
        [0, 1, 1],
        [2, 0, 0],
        [0, 1, 1],
      ],
    };
    expect(bars(poll('p', { kind: 'ranking' }), ranked, null, [])[0]).toMatchObject({ label: 'B', place: 1, share: 1 });
  });

  it('of a rating has a mean', () => {
    expect(meanRating(result(0, 1, 1))).toBe(2.5);
    expect(meanRating(result(0, 0))).toBeNull();
  });

  it('counts who changed, and to what', () => {
    expect(
      changes(
        {
          first: 1,
          second: 2,
          moves: [
            [2, 3],
            [1, 4],
          ],
        },
        [1],
      ),
    ).toEqual({ compared: 10, changed: 4, toRight: 3 });
  });

  it('of words is in five sizes', () => {
    expect([1, 3, 10].map((count) => wordSize(count, 10))).toEqual([1, 2, 5]);
  });
});

describe('a poll that is being written', () => {
  const draft = (changes: Partial<Draft> = {}): Draft => ({ ...newDraft('예', '아니요'), ...changes });
  const option = (id: number, text: string, right = false) => ({ id, text, right });

  it('can be started as it stands', () => {
    expect(fault(draft())).toBeNull();
    expect(contentOf(draft())).toMatchObject({
      kind: 'single',
      options: ['예', '아니요'],
      names: 'hidden',
      correct: [],
    });
  });

  it('leaves out empty options and keeps the right one', () => {
    const options = [option(0, 'A'), option(1, ''), option(2, 'B', true)];
    expect(contentOf(draft({ options }))).toMatchObject({ options: ['A', 'B'], correct: [1] });
  });

  it('needs different options, and for peer instruction a right one', () => {
    expect(fault(draft({ options: [option(0, 'A'), option(1, 'A ')] }))).toBe('options');
    expect(fault(draft({ peer: true }))).toBe('right');
    expect(fault(draft({ kind: 'rating', options: [] }))).toBeNull();
  });

  it('never shows results live where names are hidden', () => {
    expect(contentOf(draft({ results: 'live' })).results).toBe('close');
    expect(contentOf(draft({ results: 'live', names: 'shown' })).results).toBe('live');
  });

  it('comes back as it was prepared', () => {
    const content = contentOf(draft({ kind: 'words', words: 2, question: '정의?' }));
    expect(contentOf(draftOf(content))).toEqual(content);
  });
});

describe('reasons', () => {
  const given = (reason: string, round: number, ...choices: number[]) => ({
    round,
    participant_id: null,
    name: null,
    ballot: { choices, texts: [], reason },
  });

  it('stand with what they were given for, of the last round alone', () => {
    const asked = poll('p', { reasons: true, rounds: [round(1, true), round(2, true)] });
    const ballots = [given('before', 1, 0), given('fair', 2, 0), given('', 2, 0), given('safe', 2, 2)];
    expect(reasonsByAnswer(asked, ballots)).toEqual([
      { answer: 'A', reasons: [{ text: 'fair', name: null }] },
      { answer: 'B', reasons: [] },
      { answer: 'C', reasons: [{ text: 'safe', name: null }] },
    ]);
  });

  it('stand with each of several choices, with the first of a ranking, and with ratings in their order', () => {
    const answersOf = (changes: Partial<Poll>, ...ballots: ReturnType<typeof given>[]) =>
      reasonsByAnswer(poll('p', { rounds: [round(1, true)], ...changes }), ballots)
        .filter(({ reasons }) => reasons.length > 0)
        .map(({ answer }) => answer);
    expect(answersOf({ kind: 'multiple', most: 2 }, given('both', 1, 0, 2))).toEqual(['A', 'C']);
    expect(answersOf({ kind: 'ranking' }, given('first', 1, 1, 0, 2))).toEqual(['B']);
    expect(answersOf({ kind: 'rating' }, given('good', 1, 5), given('bad', 1, 2))).toEqual(['2', '5']);
  });
});
