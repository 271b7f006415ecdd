import type { BallotTaken } from '../../../core/api.gen.ts';
import { ApiError } from '../../../core/api.ts';
import type { PollBallot, TokenSigned } from '../../../core/protocol.gen.ts';
import type { Outcome } from '../../../core/socket.ts';
import { browserTiming, type Cancel, type Timing } from '../../../core/timing.ts';
import { uuid } from '../../../core/uuid.ts';
import { blind, unblind } from './blind.ts';
import { roundKey, type SecretVote } from './state.ts';

/** A ballot goes out at a moment in so many milliseconds, so that it does not come as its token is signed. */
export const CAST_WITHIN = 25_000;
/** The same while the vote ends, and after it, when what is told is no secret any more. */
const CALLED_WITHIN = 2_000;
const ASKED_WITHIN = 5_000;
const RETRY_WITHIN = 4_000;

export type Votes<Ballot = PollBallot> = Readonly<Record<string, SecretVote<Ballot>>>;

/** A token to be signed for a round of a poll. */
export interface TokenRequest {
  id: string;
  poll: string;
  round: number;
  blinded: string;
}

/** A ballot as it is cast. */
export interface TokenBallot<Ballot> {
  round: number;
  token: string;
  signature: string;
  ballot: Ballot;
  revision: number;
}

/** How far one's vote has come. */
export interface OwnBallot<Ballot> {
  ballot: Ballot;
  phase: 'waiting' | 'held' | 'stored';
  /** The server's code, where it refused. */
  refused: string | null;
}

export interface AnonymousOptions<Ballot> {
  timing?: Timing;
  /** Those of this tab before it was loaded anew. */
  votes: Votes<Ballot>;
  changed: (votes: Votes<Ballot>) => void;
  sign: (request: TokenRequest) => void;
  cast: (poll: string, ballot: TokenBallot<Ballot>, leaving: boolean) => Promise<BallotTaken>;
}

/** What this tab votes in anonymous polls: a token is signed by the room's socket, and its ballot cast apart from it. A
 * round that has the key of one before is voted in with the same token. */
export class AnonymousVotes<Ballot = PollBallot> {
  #votes: Votes<Ballot>;
  readonly #options: AnonymousOptions<Ballot>;
  readonly #timing: Timing;
  readonly #timers = new Map<string, Cancel>();
  readonly #casting = new Set<string>();
  readonly #blinding = new Set<string>();
  /** Rounds that are about to close. */
  readonly #ending = new Set<string>();

  constructor(options: AnonymousOptions<Ballot>) {
    this.#options = options;
    this.#timing = options.timing ?? browserTiming;
    this.#votes = options.votes;
    for (const [id, vote] of Object.entries(this.#votes))
      if (vote.signature !== null && vote.refused === null && !vote.stored) this.#schedule(id, CAST_WITHIN);
  }

  /** Votes, or votes otherwise: by the token that was signed already, if there is one. */
  async vote(poll: string, round: number, key: string | null, voter: string, ballot: Ballot): Promise<void> {
    const id = roundKey(poll, round);
    const known = this.#votes[id];
    if (key === null || this.#blinding.has(id)) return;
    const before = Object.values(this.#votes).find((vote) => vote.key === key && vote.signature !== null);
    if (known === undefined && before !== undefined) {
      this.#put(id, { ...before, round, ballot, ...FRESH });
      this.#schedule(id, CAST_WITHIN);
      return;
    }
    if (known === undefined) {
      this.#blinding.add(id);
      try {
        const token = await blind(key);
        this.#put(id, { poll, round, key, voter, token, signature: null, ballot, ...FRESH });
      } finally {
        this.#blinding.delete(id);
      }
      this.#sign(id);
      return;
    }
    // A token that was refused for a passing reason is asked for again, the same one.
    const asks = known.signature === null && known.refused !== null;
    this.#put(id, { ...known, ballot, revision: known.revision + 1, refused: null });
    if (asks) this.#sign(id);
    else if (known.taken !== null) void this.#cast(id);
  }

  /** This tab's vote in a round. */
  own(poll: string, round: number): OwnBallot<Ballot> | null {
    const vote = this.#votes[roundKey(poll, round)];
    return vote === undefined ? null : { ballot: vote.ballot, phase: phase(vote), refused: vote.refused };
  }

  /** The server's answer to a token. */
  signed(request: TokenRequest, outcome: Outcome): void {
    const id = roundKey(request.poll, request.round);
    const vote = this.#votes[id];
    if (vote?.token.blinded !== request.blinded || vote.signature !== null) return;
    if (!outcome.ok) {
      this.#put(id, { ...vote, refused: outcome.error.code });
      return;
    }
    try {
      const signature = unblind(vote.key, vote.token, (outcome.data as TokenSigned).signature);
      this.#put(id, { ...vote, signature });
      this.#schedule(id, this.#ending.has(id) ? CALLED_WITHIN : CAST_WITHIN);
    } catch {
      this.#put(id, { ...vote, refused: 'ballot_token_invalid' });
    }
  }

  /** The vote ends: what has not gone out goes now. */
  closing(poll: string, round: number): void {
    const id = roundKey(poll, round);
    this.#ending.add(id);
    if (this.#votes[id] !== undefined && !isTaken(this.#votes[id])) this.#schedule(id, CALLED_WITHIN);
  }

  /** The vote is over: was this one counted? */
  closed(poll: string, round: number): void {
    const id = roundKey(poll, round);
    const vote = this.#votes[id];
    if (vote?.refused === null && !vote.stored) this.#schedule(id, ASKED_WITHIN);
  }

  /** The server was away, and what it held in memory may be gone. */
  reconnected(): void {
    for (const [id, vote] of Object.entries(this.#votes))
      if (vote.refused === null && vote.taken !== null && !vote.stored) this.#schedule(id, RETRY_WITHIN);
  }

  /** Another person has signed in here: what is kept is not theirs. */
  entered(voter: string): void {
    const own = Object.entries(this.#votes).filter(([, vote]) => vote.voter === voter);
    if (own.length < Object.keys(this.#votes).length) this.#change(Object.fromEntries(own));
  }

  /** The page goes away: what waits for its moment goes out at once. */
  leave(): void {
    for (const [id, vote] of Object.entries(this.#votes))
      if (vote.refused === null && !isTaken(vote)) void this.#cast(id, true);
  }

  #sign(id: string): void {
    const vote = this.#votes[id];
    if (vote === undefined) return;
    const { poll, round, token } = vote;
    this.#options.sign({ id: uuid(), poll, round, blinded: token.blinded });
  }

  #schedule(id: string, within: number): void {
    const timing = this.#timing;
    this.#timers.get(id)?.();
    this.#timers.set(
      id,
      timing.after(timing.random() * within, () => void this.#cast(id)),
    );
  }

  async #cast(id: string, leaving = false): Promise<void> {
    this.#timers.get(id)?.();
    const vote = this.#votes[id];
    const signature = vote?.signature ?? null;
    if (vote === undefined || signature === null || this.#casting.has(id)) return;
    const { poll, round, token, ballot, revision } = vote;
    this.#casting.add(id);
    try {
      const body = { round, token: token.token, signature, ballot, revision };
      const { stored } = await this.#options.cast(poll, body, leaving);
      this.#settle(id, { taken: { ballot, revision }, stored });
    } catch (fault) {
      if (!(fault instanceof ApiError) || fault.transient) this.#schedule(id, RETRY_WITHIN);
      else if (vote.taken !== null && vote.taken.revision < revision) {
        // The change came too late. Whether the vote before it was counted is asked by that vote.
        this.#settle(id, vote.taken);
        this.#schedule(id, CALLED_WITHIN);
      } else this.#settle(id, { refused: fault.code });
    } finally {
      this.#casting.delete(id);
    }
    const now = this.#votes[id];
    if (now?.refused === null && now.taken?.revision === revision && now.revision > revision) void this.#cast(id);
  }

  #settle(id: string, fields: Partial<SecretVote<Ballot>>): void {
    const vote = this.#votes[id];
    if (vote !== undefined) this.#put(id, { ...vote, ...fields });
  }

  #put(id: string, vote: SecretVote<Ballot>): void {
    this.#change({ ...this.#votes, [id]: vote });
  }

  #change(votes: Votes<Ballot>): void {
    this.#votes = votes;
    this.#options.changed(votes);
  }
}

const FRESH = { revision: 0, taken: null, stored: false, refused: null };

export function phase(vote: Pick<SecretVote<unknown>, 'taken' | 'revision' | 'stored'>): OwnBallot<unknown>['phase'] {
  if (!isTaken(vote)) return 'waiting';
  return vote.stored ? 'stored' : 'held';
}

/** Whether the server has the vote as it is now, be it in memory. */
export function isTaken({ taken, revision }: Pick<SecretVote<unknown>, 'taken' | 'revision'>): boolean {
  return taken?.revision === revision;
}
