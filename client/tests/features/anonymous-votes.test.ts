import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { AnonymousBallot } from '../../src/core/api.gen.ts';
import { ApiError } from '../../src/core/api.ts';
import type { Poll } from '../../src/core/protocol.gen.ts';
import { RequestError } from '../../src/core/socket.ts';
import {
  AnonymousVotes,
  CAST_WITHIN,
  isTaken,
  type TokenRequest,
  type Votes,
} from '../../src/features/learning/polls/anonymous.ts';
import { emptyPolls, mayChange, ownBallot, reducePolls, secretVote } from '../../src/features/learning/polls/state.ts';
import { ManualTiming } from '../core/manualTiming.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = publicKey.export({ format: 'jwk' }).n ?? '';
const signatureOf = (blinded: string) =>
  privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, Buffer.from(blinded, 'base64url')).toString(
    'base64url',
  );

const poll: Poll = {
  id: 'p',
  kind: 'single',
  question: '',
  options: ['A', 'B', 'C'],
  scale: 5,
  most: 1,
  names: 'anonymous',
  results: 'close',
  peer: false,
  reasons: false,
  discussing: false,
  correct: [],
  rounds: [{ number: 1, opened_at: '2026-11-24T05:00:00Z', closes_at: null, closed_at: null, result: null, key }],
  flow: null,
};
/** What no random token spells. */
const VOTER = 'a student of this tab';
const ballot = (choice: number) => ({ choices: [choice], texts: [], reason: '' });

/** A tab, and a server whose answers to ballots are `answers`, the last of them for ever. */
class Tab {
  readonly timing = new ManualTiming();
  readonly asked: TokenRequest[] = [];
  readonly cast: AnonymousBallot[] = [];
  readonly leaving: boolean[] = [];
  votes: Votes;
  answers: (boolean | ApiError)[] = [false];
  readonly own: AnonymousVotes;

  constructor(votes: Votes = {}) {
    // A ballot goes out in the middle of its time.
    Object.assign(this.timing, { random: () => 0.5 });
    this.votes = votes;
    this.own = new AnonymousVotes({
      timing: this.timing,
      votes,
      changed: (now) => (this.votes = now),
      sign: (request) => this.asked.push(request),
      cast: (_, body, leaving) => {
        this.cast.push(body);
        this.leaving.push(leaving);
        const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
        return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve({ stored: answer === true });
      },
    });
  }

  get vote() {
    const vote = this.votes['p 1'];
    if (vote === undefined) throw new Error('Nothing was voted');
    return vote;
  }

  sign(): void {
    const request = this.asked.at(-1);
    if (request === undefined) throw new Error('No token was asked for');
    this.own.signed(request, { ok: true, data: { poll: 'p', round: 1, signature: signatureOf(request.blinded) } });
  }

  /** Votes, and has the token signed. */
  async begin(choice: number): Promise<void> {
    await this.own.vote('p', 1, key, VOTER, ballot(choice));
    this.sign();
  }
}

describe('an anonymous vote', () => {
  it('asks for a token, and casts its ballot some time after', async () => {
    const tab = new Tab();
    await tab.begin(2);
    await tab.timing.advance(CAST_WITHIN / 2 - 1);
    expect(tab.cast).toEqual([]);
    await tab.timing.advance(1);
    expect(tab.cast.map((each) => each.ballot)).toEqual([ballot(2)]);
    expect([isTaken(tab.vote), tab.vote.stored]).toEqual([true, false]);
  });

  it('sends nothing with the ballot that was sent for the token', async () => {
    const tab = new Tab();
    await tab.begin(2);
    await tab.timing.advance(CAST_WITHIN);
    const sent = JSON.stringify(tab.cast);
    expect(sent).not.toContain(VOTER);
    expect(sent).not.toContain(tab.asked[0]?.blinded);
    expect(sent).not.toContain(tab.asked[0]?.id);
  });

  it('is changed before it goes out, and then goes out once', async () => {
    const tab = new Tab();
    await tab.begin(0);
    await tab.own.vote('p', 1, key, VOTER, ballot(1));
    await tab.timing.advance(CAST_WITHIN);
    expect(tab.cast.map(({ ballot: { choices }, revision }) => [choices, revision])).toEqual([[[1], 1]]);
    expect(tab.asked.length).toBe(1);
  });

  it('is changed by the same token once it is out', async () => {
    const tab = new Tab();
    await tab.begin(0);
    await tab.timing.advance(CAST_WITHIN);
    await tab.own.vote('p', 1, key, VOTER, ballot(1));
    await tab.timing.advance(0);
    expect(tab.cast.map(({ ballot: { choices }, revision }) => [choices, revision])).toEqual([
      [[0], 0],
      [[1], 1],
    ]);
    expect(new Set(tab.cast.map(({ token }) => token)).size).toBe(1);
  });

  it('goes on after the page was loaded anew', async () => {
    const before = new Tab();
    await before.begin(1);
    const tab = new Tab(JSON.parse(JSON.stringify(before.votes)) as Votes);
    await tab.timing.advance(CAST_WITHIN);
    expect(tab.cast.map((each) => each.token)).toEqual([before.vote.token.token]);
  });

  it('that was loaded anew before its token was signed takes the signature', async () => {
    const before = new Tab();
    await before.own.vote('p', 1, key, VOTER, ballot(1));
    const tab = new Tab(JSON.parse(JSON.stringify(before.votes)) as Votes);
    tab.asked.push(...before.asked);
    tab.sign();
    await tab.timing.advance(CAST_WITHIN);
    expect(tab.cast.length).toBe(1);
  });

  it('goes out at once as the page goes away', async () => {
    const tab = new Tab();
    await tab.begin(1);
    tab.own.leave();
    expect(tab.leaving).toEqual([true]);
  });

  it('goes out soon when the vote ends', async () => {
    const tab = new Tab();
    await tab.begin(1);
    tab.own.closing('p', 1);
    await tab.timing.advance(2_000);
    expect(tab.cast.length).toBe(1);
  });

  it('whose token is signed as the vote ends goes out soon too', async () => {
    const tab = new Tab();
    await tab.own.vote('p', 1, key, VOTER, ballot(1));
    tab.own.closing('p', 1);
    tab.sign();
    await tab.timing.advance(2_000);
    expect(tab.cast.length).toBe(1);
  });

  it('is cast again where no answer came', async () => {
    const tab = new Tab();
    tab.answers = [new ApiError('offline'), false];
    await tab.begin(1);
    await tab.timing.advance(CAST_WITHIN);
    expect(tab.cast.length).toBe(2);
    expect(isTaken(tab.vote)).toBe(true);
  });

  it('is cast again after the server was away, until it is stored', async () => {
    const tab = new Tab();
    tab.answers = [false, true];
    await tab.begin(1);
    await tab.timing.advance(CAST_WITHIN);
    for (let count = 0; count < 2; count += 1) {
      tab.own.reconnected();
      await tab.timing.advance(5_000);
    }
    expect(tab.cast.length).toBe(2);
    expect(tab.vote.stored).toBe(true);
  });

  it('asks after the close whether it was counted', async () => {
    const tab = new Tab();
    tab.answers = [false, new ApiError('poll_closed', { status: 409 })];
    await tab.begin(1);
    await tab.timing.advance(CAST_WITHIN);
    tab.own.closed('p', 1);
    await tab.timing.advance(5_000);
    expect(tab.vote.refused).toBe('poll_closed');
  });

  it('whose change came too late is the vote before', async () => {
    const tab = new Tab();
    tab.answers = [false, new ApiError('poll_closed', { status: 409 }), true];
    await tab.begin(0);
    await tab.timing.advance(CAST_WITHIN);
    await tab.own.vote('p', 1, key, VOTER, ballot(1));
    await tab.timing.advance(2_000);
    expect([tab.vote.ballot, tab.vote.stored, tab.vote.refused]).toEqual([ballot(0), true, null]);
  });

  it('says why no token was signed, and asks for the same one again', async () => {
    const tab = new Tab();
    await tab.own.vote('p', 1, key, VOTER, ballot(1));
    const [request] = tab.asked;
    if (request === undefined) throw new Error('No token was asked for');
    tab.own.signed(request, { ok: false, error: new RequestError('rate_limited') });
    expect(tab.vote.refused).toBe('rate_limited');
    await tab.own.vote('p', 1, key, VOTER, ballot(1));
    expect(tab.asked.map(({ blinded }) => blinded)).toEqual([request.blinded, request.blinded]);
  });

  it('is not cast where the server has signed something else', async () => {
    const tab = new Tab();
    await tab.own.vote('p', 1, key, VOTER, ballot(1));
    const [request] = tab.asked;
    if (request === undefined) throw new Error('No token was asked for');
    tab.own.signed(request, { ok: true, data: { poll: 'p', round: 1, signature: request.blinded } });
    await tab.timing.advance(CAST_WITHIN);
    expect([tab.vote.refused, tab.cast.length]).toEqual(['ballot_token_invalid', 0]);
  });

  it('of somebody else is forgotten', async () => {
    const tab = new Tab();
    await tab.begin(1);
    tab.own.entered('another');
    await tab.timing.advance(CAST_WITHIN);
    expect([tab.votes, tab.cast]).toEqual([{}, []]);
  });

  it('goes on by the same token where another round has the same key', async () => {
    const tab = new Tab();
    await tab.begin(0);
    await tab.timing.advance(CAST_WITHIN);
    await tab.own.vote('p', 2, key, VOTER, ballot(1));
    await tab.timing.advance(CAST_WITHIN);
    expect(tab.asked.length).toBe(1);
    expect(tab.cast.map(({ round, ballot: { choices }, revision }) => [round, choices, revision])).toEqual([
      [1, [0], 0],
      [2, [1], 0],
    ]);
    expect(tab.cast[1]?.token).toBe(tab.cast[0]?.token);
  });

  it('needs a page on which there is cryptography', async () => {
    const tab = new Tab();
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes });
    await expect(tab.own.vote('p', 1, key, VOTER, ballot(1))).rejects.toThrow();
    vi.unstubAllGlobals();
    expect(tab.votes).toEqual({});
  });
});

describe('the state of an anonymous vote', () => {
  const own = { type: 'own', own: { poll: 'p', round: 1, ballot: null } } as const;

  it('is this tab’s alone', async () => {
    const tab = new Tab();
    await tab.begin(1);
    const here = reducePolls(reducePolls(emptyPolls, own), { type: 'secret', votes: tab.votes });
    expect([mayChange(here, poll), ownBallot(here, poll)]).toEqual([true, ballot(1)]);
    const elsewhere = reducePolls(emptyPolls, own);
    expect([mayChange(elsewhere, poll), ownBallot(elsewhere, poll), secretVote(elsewhere, poll)]).toEqual([
      false,
      null,
      null,
    ]);
  });

  it('is taken back where the server refused it', async () => {
    const tab = new Tab();
    await tab.begin(1);
    const vote = { ...tab.vote, refused: 'poll_closed' };
    const state = reducePolls(emptyPolls, { type: 'secret', votes: { 'p 1': vote } });
    expect(ownBallot(state, poll)).toBeNull();
  });
});
