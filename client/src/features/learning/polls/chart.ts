import type { Poll, PollFlow, PollResult } from '../../../core/protocol.gen.ts';

/** One line of a result: how many, of how many, and before. */
export interface Bar {
  label: string;
  count: number;
  /** 0 to 1. */
  share: number;
  /** The share in the round before, where there was one. */
  was: number | null;
  right: boolean;
  /** Of a ranking: the mean place, from 1. */
  place: number | null;
}

/** The bars of a result; those of a ranking are as long as the option stands high. */
export function bars(poll: Poll, result: PollResult, before: PollResult | null, correct: readonly number[]): Bar[] {
  if (poll.kind === 'ranking') {
    return poll.options
      .map((label, option) => {
        const place = meanPlace(result, option);
        const was = before === null ? null : height(meanPlace(before, option), poll.options.length);
        return { label, count: result.votes, share: height(place, poll.options.length), was, right: false, place };
      })
      .sort((a, b) => b.share - a.share);
  }
  const labels = poll.kind === 'rating' ? result.counts.map((_, index) => String(index + 1)) : poll.options;
  return labels.map((label, option) => ({
    label,
    count: result.counts[option] ?? 0,
    share: part(result.counts[option] ?? 0, result.votes),
    was: before === null ? null : part(before.counts[option] ?? 0, before.votes),
    right: correct.includes(option),
    place: null,
  }));
}

/** The mean of a rating, or null without votes. */
export function meanRating({ counts, votes }: PollResult): number | null {
  return votes === 0 ? null : counts.reduce((sum, count, index) => sum + count * (index + 1), 0) / votes;
}

/** Of those who voted twice: how many they are, changed, and changed to what is right. */
export function changes({ moves }: PollFlow, correct: readonly number[]) {
  let compared = 0;
  let changed = 0;
  let toRight = 0;
  moves.forEach((row, from) =>
    row.forEach((count, to) => {
      compared += count;
      if (from === to) return;
      changed += count;
      if (correct.includes(to)) toRight += count;
    }),
  );
  return { compared, changed, toRight };
}

/** How large a word of the cloud is, from 1 to 5, by its share of the most frequent one. */
export function wordSize(count: number, most: number): number {
  return Math.max(1, Math.min(5, Math.ceil((count / Math.max(1, most)) * 5)));
}

function meanPlace({ places, votes }: PollResult, option: number): number | null {
  const counts = places[option] ?? [];
  return votes === 0 ? null : counts.reduce((sum, count, index) => sum + count * (index + 1), 0) / votes;
}

function height(place: number | null, options: number): number {
  return place === null ? 0 : (options - place + 1) / options;
}

const part = (count: number, all: number) => (all === 0 ? 0 : count / all);
