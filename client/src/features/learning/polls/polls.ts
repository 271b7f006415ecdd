import { createStore, type StoreApi } from 'zustand/vanilla';
import { recall, remember } from '../../../core/preferences.ts';
import type { Poll, PollBallot, Polls as Snapshot, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import type { DurableMessage, Outcome, Request } from '../../../core/socket.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import { uuid } from '../../../core/uuid.ts';
import { AnonymousVotes, type Votes } from './anonymous.ts';
import { castBallot } from './api.ts';
import { emptyPolls, lastRound, openPoll, reducePolls, type PollAction, type PollState } from './state.ts';

type Act = Extract<
  Request,
  { type: 'poll:open' | 'poll:close' | 'poll:extend' | 'poll:discuss' | 'poll:repeat' | 'poll:share' }
>;

/** The polls of one room: what is asked, one's own votes, and for staff how they go. */
export class Polls implements RoomTool {
  readonly name = 'polls';
  readonly store: StoreApi<PollState>;
  readonly #room: Room;
  readonly #castKey: string;
  readonly #secretKey: string;
  readonly #secret: AnonymousVotes;
  readonly #opened: () => void;

  /** `opened` is called when a vote begins that was not there before. */
  constructor(room: Room, sessionId: string, opened: () => void) {
    this.#room = room;
    this.#opened = opened;
    this.#castKey = `polls.cast.${sessionId}`;
    this.#secretKey = `polls.secret.${sessionId}`;
    const secret = JSON.parse(kept(this.#secretKey) ?? '{}') as Votes;
    this.store = createStore<PollState>(() => ({
      ...emptyPolls,
      cast: JSON.parse(kept(this.#castKey) ?? '{}') as PollState['cast'],
      secret,
    }));
    this.#secret = new AnonymousVotes({
      votes: secret,
      changed: (votes) => {
        keep(this.#secretKey, JSON.stringify(votes));
        this.#dispatch({ type: 'secret', votes });
      },
      sign: (request) => room.socket.enqueue({ type: 'poll:token', ...request }),
      cast: castBallot,
    });
    window.addEventListener('pagehide', () => this.#secret.leave());
    for (const message of room.socket.unanswered()) this.#resend(message);
    room.store.subscribe(({ connection }, before) => {
      if (connection.phase === 'open' && before.connection.phase !== 'open' && before.entered !== null)
        void this.#catchUp().then(() => this.#secret.reconnected());
    });
  }

  vote(poll: Poll, ballot: PollBallot): void {
    if (poll.names === 'anonymous') {
      const { number, key } = lastRound(poll);
      void this.#secret.vote(poll.id, number, key, this.#room.store.getState().entered?.selfId ?? '', ballot);
      return;
    }
    const { number: round } = lastRound(poll);
    const message = {
      type: 'poll:vote' as const,
      id: uuid(),
      poll: poll.id,
      round,
      ballot,
      receipt: this.#receipt(),
    };
    this.#resend(message);
    this.#room.socket.enqueue(message);
  }

  /** What staff do. Rejects with `RequestError`. */
  async act(request: Act): Promise<void> {
    await this.#room.socket.request(request);
  }

  restore(snapshot: unknown): void {
    const told = snapshot as Snapshot;
    this.#dispatch({ type: 'restored', snapshot: told });
    this.#secret.entered(this.#room.store.getState().entered?.selfId ?? '');
    for (const poll of told.polls) this.#askAfterClose(poll);
  }

  receive(event: ServerEvent): void {
    if (event.type === 'poll:closing') this.#secret.closing(event.poll, event.round);
    if (event.type === 'poll:changed') this.#askAfterClose(event.poll);
    const before = openPoll(this.store.getState());
    const action = actionOf(event);
    if (action === null) return;
    this.#dispatch(action);
    const now = openPoll(this.store.getState());
    if (now !== null && (before?.id !== now.id || lastRound(before).number !== lastRound(now).number)) this.#opened();
  }

  settled(message: DurableMessage, outcome: Outcome): void {
    if (message.type === 'poll:token') this.#secret.signed(message, outcome);
    if (message.type !== 'poll:vote') return;
    const { id } = message;
    this.#dispatch(outcome.ok ? { type: 'sent', id } : { type: 'refused', id, code: outcome.error.code });
    keep(this.#castKey, JSON.stringify(this.store.getState().cast));
  }

  #askAfterClose(poll: Poll): void {
    for (const { number, closed_at } of poll.rounds) if (closed_at !== null) this.#secret.closed(poll.id, number);
  }

  #resend(message: DurableMessage): void {
    if (message.type !== 'poll:vote') return;
    const { id, poll, round, ballot } = message;
    this.#dispatch({ type: 'sending', vote: { id, poll, round, ballot, refused: null } });
  }

  /** By this secret a vote with names hidden is found again, and by nothing else. It stays on the device. */
  #receipt(): string {
    const key = `polls.receipt.${this.#room.store.getState().entered?.selfId ?? ''}`;
    const known = recall(key);
    if (known !== null) return known;
    const receipt = uuid();
    remember(key, receipt);
    return receipt;
  }

  /** After a break events come again, and states do not. */
  async #catchUp(): Promise<void> {
    try {
      const snapshot = await this.#room.socket.request<'poll:list'>({ type: 'poll:list' });
      this.#dispatch({ type: 'caught-up', snapshot });
    } catch {
      // The next vote tells it.
    }
  }

  #dispatch(action: PollAction): void {
    this.store.setState((state) => reducePolls(state, action), true);
  }
}

function actionOf(event: ServerEvent): PollAction | null {
  switch (event.type) {
    case 'poll:changed':
      return { type: 'changed', poll: event.poll };
    case 'poll:details':
      return { type: 'details', details: event.details };
    case 'poll:progress':
      return { type: 'progress', poll: event.poll, round: event.round };
    case 'poll:tally':
      return { type: 'tally', poll: event.poll, round: event.round, result: event.result };
    case 'poll:own':
      return { type: 'own', own: event.own };
    default:
      return null;
  }
}
