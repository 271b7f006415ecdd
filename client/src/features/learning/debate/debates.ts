import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BallotTaken, DebateBallot } from '../../../core/api.gen.ts';
import { send } from '../../../core/api.ts';
import type { Debates as Snapshot, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import type { DurableMessage, Outcome, Request } from '../../../core/socket.ts';
import { AnonymousVotes, type Votes } from '../polls/anonymous.ts';
import { noDebate, openVote, reduceDebate, restoreDebate, type DebateState } from './state.ts';
import type { OwnViews, View } from './views.ts';

export type DebateAct = Extract<Request, { type: `debate:${string}` }>;

/** Debates in one room. How one votes is fetched with the first vote. */
export class Debates implements RoomTool {
  readonly name = 'debate';
  readonly room: Room;
  readonly store: StoreApi<DebateState> = createStore<DebateState>(() => noDebate);
  /** Once there is a vote, this tab's; it changes with them. */
  readonly views: StoreApi<{ own: OwnViews | null; votes?: Votes<View> }> = createStore<{
    own: OwnViews | null;
    votes?: Votes<View>;
  }>(() => ({ own: null }));
  readonly #sessionId: string;
  #loading: Promise<OwnViews> | null = null;

  constructor(room: Room, sessionId: string) {
    this.room = room;
    this.#sessionId = sessionId;
  }

  restore(snapshot: unknown): void {
    this.store.setState(restoreDebate(snapshot as Snapshot), true);
    this.#withViews((own) => own.see());
  }

  receive(event: ServerEvent): void {
    this.store.setState((state) => reduceDebate(state, event), true);
    if (event.type === 'debate:closing') this.#withViews((own) => own.closing(event.debate, event.vote));
    if (event.type === 'debate:changed') this.#withViews((own) => own.see());
  }

  settled(message: DurableMessage, outcome: Outcome): void {
    if (message.type === 'debate:token') this.#withViews((own) => own.signed(message, outcome));
  }

  /** What is done in a debate. Rejects with `RequestError`. */
  async act(request: DebateAct): Promise<void> {
    await this.room.socket.request(request);
  }

  #withViews(use: (own: OwnViews) => void): void {
    if (typeof this.store.getState().debate?.key !== 'string') return;
    this.#loading ??= import('./views.ts').then(({ OwnViews: Loaded }) => {
      // What polls have fetched already is handed over: shared with what comes later it would be a file of its own.
      const own = new Loaded(this, this.#sessionId, (options) => new AnonymousVotes(options), castView);
      this.views.setState({ own });
      return own;
    });
    this.#loading.then(use, () => {
      // It is fetched again with what comes next.
      this.#loading = null;
    });
  }
}

/** Casts a view with its token: nothing goes along that says whose it is. `leaving`: the page goes away. */
export async function castView(debate: string, ballot: DebateBallot, leaving: boolean): Promise<BallotTaken> {
  const path = `/learning/debates/${debate}/ballots`;
  return (await send('POST', path, ballot, null, { anonymous: true, keepalive: leaving })).data as BallotTaken;
}

/** Whether this person has a view to vote now and has not. */
export function waitsForView(state: DebateState, student: boolean): boolean {
  return student && openVote(state.debate) === 'before' && !state.token;
}
