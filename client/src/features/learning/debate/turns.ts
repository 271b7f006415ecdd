import type { Debate, DebateClock, DebatePoint, DebateSpeaker, DebateSpeech } from '../../../core/protocol.gen.ts';

export type Side = DebateClock['side'];

/** The turn that goes on. */
export function speech(debate: Debate | null): DebateSpeech | null {
  const last = debate?.speeches.at(-1);
  return last?.ended_at === null ? last : null;
}

export function sideOf(sides: readonly DebateSpeaker[], person: string | undefined): Side | null {
  return sides.find(({ participant_id }) => participant_id === person)?.side ?? null;
}

/** The point that waits for its answer. */
export function pendingPoint(turn: DebateSpeech | null): DebatePoint | null {
  return turn?.points.find(({ state }) => state === 'asked') ?? null;
}

/** How many points may still be asked in the turn. */
export function pointsLeft(debate: Debate, turn: DebateSpeech): number {
  return Math.max(0, debate.points - turn.points.filter(({ state }) => state !== 'withdrawn').length);
}

/** The seconds that are left of a side's clock at a time of the server's, below zero where it is over. */
export function secondsLeft({ left, since }: DebateClock, now: number): number {
  return since === null ? left : left - Math.max(0, now - Date.parse(since)) / 1_000;
}

/** As on a clock: `4:05`, and `+0:10` where it is over. */
export function clockText(seconds: number): string {
  const whole = Math.ceil(seconds);
  const size = Math.abs(whole);
  return `${whole < 0 ? '+' : ''}${Math.floor(size / 60)}:${String(size % 60).padStart(2, '0')}`;
}

const KINDS = ['opening', 'rebuttal', 'closing'] as const;

/** What comes next where nobody says otherwise: openings, rebuttals, closings, for and against in turn, and in the
 * closings against before for, so that the motion is defended first and last. */
export function nextTurn({ speeches }: Debate): { kind: DebateSpeech['kind']; side: Side } {
  for (const kind of KINDS) {
    const first: Side = kind === 'closing' ? 'against' : 'for';
    const second: Side = first === 'for' ? 'against' : 'for';
    const had = new Set(speeches.filter((each) => each.kind === kind).map(({ side }) => side));
    if (!had.has(first)) return { kind, side: first };
    if (!had.has(second)) return { kind, side: second };
  }
  return { kind: 'closing', side: 'for' };
}

/** Whose turn it would be on a side: who has had the fewest. */
export function nextSpeaker({ speeches }: Debate, sides: readonly DebateSpeaker[], side: Side): DebateSpeaker | null {
  const turns = (person: string) => speeches.filter(({ participant_id }) => participant_id === person).length;
  const [next] = sides
    .filter((each) => each.side === side)
    .sort((a, b) => turns(a.participant_id) - turns(b.participant_id));
  return next ?? null;
}
