import type {
  OwnVote,
  Poll,
  PollBallot,
  PollDetails,
  PollRoundDetails,
  PollResult,
  Polls,
} from '../../../core/protocol.gen.ts';
import type { Blinded } from './blind.ts';

/** A vote of one's own that the server has not answered yet, or has refused. */
export interface Outgoing {
  id: string;
  poll: string;
  round: number;
  ballot: PollBallot;
  /** The server's code, where it refused. */
  refused: string | null;
}

/** A vote of this tab in an anonymous round, with the token that stands for it. */
export interface SecretVote<Ballot = PollBallot> {
  poll: string;
  round: number;
  /** The modulus of the key that signs the round's tokens. */
  key: string;
  voter: string;
  token: Blinded;
  /** Of the token; null until the server has signed it. */
  signature: string | null;
  ballot: Ballot;
  /** How often the vote was changed. */
  revision: number;
  /** What the server has taken last. */
  taken: { ballot: Ballot; revision: number } | null;
  /** Whether that is in its database. */
  stored: boolean;
  /** The server's code, where it refused the token, or the ballot as it is now. */
  refused: string | null;
}

export interface PollState {
  /** Oldest first. */
  polls: readonly Poll[];
  /** What staff know beside, by poll. */
  details: Readonly<Record<string, PollDetails>>;
  /** Rounds in which one has voted, by `roundKey`. */
  own: Readonly<Record<string, OwnVote>>;
  /** Ballots of this device where names are hidden, by `roundKey`: nobody else knows them. */
  cast: Readonly<Record<string, PollBallot>>;
  /** Votes of this tab where they are anonymous, by `roundKey`. */
  secret: Readonly<Record<string, SecretVote>>;
  outgoing: Outgoing | null;
}

export type PollAction =
  | { type: 'restored'; snapshot: Polls }
  | { type: 'caught-up'; snapshot: Polls }
  | { type: 'changed'; poll: Poll }
  | { type: 'details'; details: PollDetails }
  | { type: 'progress'; poll: string; round: PollRoundDetails }
  | { type: 'tally'; poll: string; round: number; result: PollResult }
  | { type: 'own'; own: OwnVote }
  | { type: 'secret'; votes: Readonly<Record<string, SecretVote>> }
  | { type: 'sending'; vote: Outgoing }
  | { type: 'sent'; id: string }
  | { type: 'refused'; id: string; code: string };

export const emptyPolls: PollState = { polls: [], details: {}, own: {}, cast: {}, secret: {}, outgoing: null };

export const roundKey = (poll: string, round: number) => `${poll} ${round}`;

/** The polls after `action`. States of a round that is closed come late and are passed over. */
export function reducePolls(state: PollState, action: PollAction): PollState {
  switch (action.type) {
    case 'restored':
      return { ...state, ...taken(action.snapshot) };
    case 'caught-up':
      return caughtUp(state, action.snapshot);
    case 'changed':
      return { ...state, polls: put(state.polls, action.poll) };
    case 'details':
      return { ...state, details: { ...state.details, [action.details.poll]: action.details } };
    case 'progress':
      return progressed(state, action.poll, action.round);
    case 'tally': {
      const poll = openPoll(state);
      if (poll?.id !== action.poll || lastRound(poll).number !== action.round) return state;
      const rounds = [...poll.rounds.slice(0, -1), { ...lastRound(poll), result: action.result }];
      return { ...state, polls: put(state.polls, { ...poll, rounds }) };
    }
    case 'own':
      return { ...state, own: { ...state.own, [roundKey(action.own.poll, action.own.round)]: action.own } };
    case 'secret':
      return { ...state, secret: action.votes };
    case 'sending':
      return { ...state, outgoing: action.vote };
    case 'sent':
      return state.outgoing?.id === action.id ? sent(state, state.outgoing) : state;
    case 'refused':
      return state.outgoing?.id === action.id
        ? { ...state, outgoing: { ...state.outgoing, refused: action.code } }
        : state;
  }
}

/** The poll that one can vote on, or null. */
export function openPoll({ polls }: PollState): Poll | null {
  return polls.find((poll) => lastRound(poll).closed_at === null) ?? null;
}

/** What the panel is about while nothing else is chosen: the vote that runs, else the newest. */
export function currentPoll(state: PollState): Poll | null {
  return openPoll(state) ?? state.polls.at(-1) ?? null;
}

export function lastRound(poll: Poll): Poll['rounds'][number] {
  const last = poll.rounds.at(-1);
  if (last === undefined) throw new Error('A poll is opened with its first round');
  return last;
}

export function hasVoted(state: PollState, poll: Poll): boolean {
  return roundKey(poll.id, lastRound(poll).number) in state.own;
}

/** What this person has voted in the last round, as far as this device knows it. */
export function ownBallot(state: PollState, poll: Poll): PollBallot | null {
  const key = roundKey(poll.id, lastRound(poll).number);
  const { outgoing } = state;
  if (outgoing !== null && outgoing.refused === null && roundKey(outgoing.poll, outgoing.round) === key)
    return outgoing.ballot;
  const secret = state.secret[key];
  if (secret !== undefined) return secret.refused === null ? secret.ballot : (secret.taken?.ballot ?? null);
  return state.own[key]?.ballot ?? state.cast[key] ?? null;
}

/** Whether the vote can still be changed from here: unless names are shown only this device's own can. */
export function mayChange(state: PollState, poll: Poll): boolean {
  const key = roundKey(poll.id, lastRound(poll).number);
  const secret = state.secret[key];
  if (secret !== undefined) return secret.refused !== 'token_taken';
  return poll.names === 'shown' || !(key in state.own) || key in state.cast;
}

/** This tab's vote in the last round, where it is anonymous. */
export function secretVote(state: PollState, poll: Poll): SecretVote | null {
  return state.secret[roundKey(poll.id, lastRound(poll).number)] ?? null;
}

function taken(snapshot: Polls): Pick<PollState, 'polls' | 'details' | 'own'> {
  return {
    polls: snapshot.polls,
    details: Object.fromEntries(snapshot.details.map((details) => [details.poll, details])),
    own: Object.fromEntries(snapshot.own.map((own) => [roundKey(own.poll, own.round), own])),
  };
}

/** Own votes and the state of the round that is open: all that is told by states and may have been missed. */
function caughtUp(state: PollState, snapshot: Polls): PollState {
  const next = { ...state, own: taken(snapshot).own };
  const poll = openPoll(state);
  const told = snapshot.polls.find(({ id }) => id === poll?.id);
  if (poll === null || told?.rounds.length !== poll.rounds.length) return next;
  const details = snapshot.details.find((each) => each.poll === poll.id)?.rounds.at(-1);
  const result = lastRound(told).result;
  const shown =
    result === null ? next : reducePolls(next, { type: 'tally', poll: poll.id, round: told.rounds.length, result });
  return details === undefined ? shown : progressed(shown, poll.id, details);
}

function progressed(state: PollState, poll: string, round: PollRoundDetails): PollState {
  const known = state.details[poll];
  const open = openPoll(state);
  if (known === undefined || open?.id !== poll || lastRound(open).number !== round.number) return state;
  const rounds = known.rounds.map((each) => (each.number === round.number ? round : each));
  return { ...state, details: { ...state.details, [poll]: { ...known, rounds } } };
}

function sent(state: PollState, { poll, round, ballot }: Outgoing): PollState {
  const key = roundKey(poll, round);
  return {
    ...state,
    outgoing: null,
    own: { ...state.own, [key]: state.own[key] ?? { poll, round, ballot: null } },
    cast: { ...state.cast, [key]: ballot },
  };
}

function put(polls: readonly Poll[], poll: Poll): readonly Poll[] {
  return polls.some(({ id }) => id === poll.id)
    ? polls.map((each) => (each.id === poll.id ? poll : each))
    : [...polls, poll];
}
