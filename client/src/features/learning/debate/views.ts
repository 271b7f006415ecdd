import type { DebateBallot } from '../../../core/api.gen.ts';
import type { DurableMessage, Outcome } from '../../../core/socket.ts';
import { keep, kept } from '../../../core/tabStorage.ts';
import type { AnonymousOptions, AnonymousVotes, OwnBallot, Votes } from '../polls/anonymous.ts';
import type { castView, Debates } from './debates.ts';
import type { Vote } from './state.ts';

export type View = DebateBallot['view'];

type Token = Extract<DurableMessage, { type: 'debate:token' }>;

/** Rounds of one token: the vote before, and the vote after. */
const ROUND: Record<Vote, number> = { before: 1, after: 2 };

/** The views of this tab, which nobody else has: a token is signed by the room's socket, and the ballot comes by nobody. */
export class OwnViews {
  readonly #debates: Debates;
  readonly #votes: AnonymousVotes<View>;

  constructor(
    debates: Debates,
    sessionId: string,
    anonymous: (options: AnonymousOptions<View>) => AnonymousVotes<View>,
    cast: typeof castView,
  ) {
    this.#debates = debates;
    const { room } = debates;
    const key = `debate.secret.${sessionId}`;
    const votes = JSON.parse(kept(key) ?? '{}') as Votes<View>;
    this.#votes = anonymous({
      votes,
      changed: (now) => {
        keep(key, JSON.stringify(now));
        debates.views.setState({ own: this, votes: now });
      },
      sign: ({ id, poll, blinded }) => room.socket.enqueue({ type: 'debate:token', id, debate: poll, blinded }),
      cast: (debate, { round, ballot: view, ...token }, leaving) =>
        cast(debate, { vote: round === ROUND.before ? 'before' : 'after', view, ...token }, leaving),
    });
    window.addEventListener('pagehide', () => this.#votes.leave());
    room.store.subscribe(({ connection }, before) => {
      if (connection.phase === 'open' && before.connection.phase !== 'open') this.#votes.reconnected();
    });
    if (this.#self !== '') this.#votes.entered(this.#self);
  }

  /** Votes, or votes otherwise, in the vote that is open. */
  vote(vote: Vote, view: View): Promise<void> {
    const { debate } = this.#debates.store.getState();
    if (debate === null) return Promise.resolve();
    return this.#votes.vote(debate.id, ROUND[vote], debate.key, this.#self, view);
  }

  /** What this tab has voted. */
  own(debate: string, vote: Vote): OwnBallot<View> | null {
    return this.#votes.own(debate, ROUND[vote]);
  }

  /** The server's answer to a token. */
  signed({ id, debate, blinded }: Token, outcome: Outcome): void {
    this.#votes.signed({ id, poll: debate, round: ROUND.before, blinded }, outcome);
  }

  /** A vote ends: what has not gone out goes now. */
  closing(debate: string, vote: Vote): void {
    this.#votes.closing(debate, ROUND[vote]);
  }

  /** Asks of votes that are over whether this tab's was counted. */
  see(): void {
    const { debate } = this.#debates.store.getState();
    if (debate === null) return;
    if (debate.before === 'closed') this.#votes.closed(debate.id, ROUND.before);
    if (debate.after === 'closed') this.#votes.closed(debate.id, ROUND.after);
  }

  get #self(): string {
    return this.#debates.room.store.getState().entered?.selfId ?? '';
  }
}
