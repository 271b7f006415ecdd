import type { Line, Narrator } from '../../media/narrator.ts';
import { openVote, type DebateState } from './state.ts';
import { pendingPoint, speech, type Side } from './turns.ts';

export interface DebateWords {
  sides: Record<Side, string>;
  opened: (motion: string) => string;
  voteOpened: Record<'before' | 'after', string>;
  resultIn: string;
  begins: (name: string, side: string) => string;
  asks: (name: string) => string;
  answered: Record<'accepted' | 'declined', string>;
}

/** Has read aloud what happens in a debate: a vote and a point at once, turns and the result with what else happens. */
export class DebateNews {
  readonly #narrator: Narrator;
  readonly #words: () => DebateWords;
  #news = '';
  #seen: DebateState | null = null;

  constructor(narrator: Narrator, words: () => DebateWords) {
    this.#narrator = narrator;
    this.#words = words;
  }

  /** Takes the debate as it is now. Whoever comes in late hears of what comes after. */
  see(state: DebateState, self: string): void {
    const before = this.#seen;
    this.#seen = state;
    const { debate } = state;
    if (before === null || debate === null || before.debate === debate) return;
    const words = this.#words();
    if (before.debate?.id !== debate.id) {
      this.#tell(words.opened(debate.motion));
      return;
    }
    const vote = openVote(debate);
    if (vote !== null && openVote(before.debate) !== vote) this.#narrator.now('discussion', words.voteOpened[vote]);
    if (debate.result !== null && before.debate.result === null) this.#tell(words.resultIn);
    const turn = speech(debate);
    const last = speech(before.debate);
    if (turn !== null && turn.id !== last?.id && turn.participant_id !== self)
      this.#tell(words.begins(turn.name, words.sides[turn.side]));
    const point = pendingPoint(turn);
    if (point !== null && point.id !== pendingPoint(last)?.id && turn?.participant_id === self)
      this.#narrator.now('discussion', words.asks(point.name));
    for (const { id, participant_id, state: now } of turn?.points ?? []) {
      const was = last?.points.find((each) => each.id === id)?.state;
      if (participant_id === self && was === 'asked' && (now === 'accepted' || now === 'declined'))
        this.#narrator.now('discussion', words.answered[now]);
    }
  }

  /** Of what gathers the last is told. */
  #tell(news: string): void {
    this.#news = news;
    this.#narrator.tell('discussion', this.#line);
  }

  readonly #line: Line = () => {
    const news = this.#news;
    this.#news = '';
    return news;
  };
}
