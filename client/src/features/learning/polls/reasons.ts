import type { NamedBallot } from '../../../core/api.gen.ts';
import type { Poll } from '../../../core/protocol.gen.ts';

export interface Reason {
  text: string;
  /** Whose it is; null where names are not shown. */
  name: string | null;
}

/** What was said for one answer. */
export interface ReasonsOfAnswer {
  answer: string;
  reasons: readonly Reason[];
}

/** The reasons of a poll's last round by what they were given for: of several choices to each, of a ranking to the first. */
export function reasonsByAnswer(poll: Poll, ballots: readonly NamedBallot[]): ReasonsOfAnswer[] {
  const round = poll.rounds.at(-1)?.number;
  const found = new Map<string, Reason[]>();
  if (poll.kind !== 'rating') for (const option of poll.options) found.set(option, []);
  for (const { round: of, name, ballot } of ballots) {
    if (of !== round || ballot.reason === '') continue;
    const chosen = poll.kind === 'ranking' ? ballot.choices.slice(0, 1) : ballot.choices;
    const answers = chosen.length > 0 ? chosen.map((choice) => wordsOf(poll, choice)) : [ballot.texts.join(', ')];
    for (const answer of answers) found.set(answer, [...(found.get(answer) ?? []), { text: ballot.reason, name }]);
  }
  const all = [...found].map(([answer, reasons]) => ({ answer, reasons }));
  return poll.kind === 'rating' ? all.sort((one, other) => Number(one.answer) - Number(other.answer)) : all;
}

function wordsOf(poll: Poll, choice: number): string {
  return poll.kind === 'rating' ? String(choice) : (poll.options[choice] ?? '');
}
