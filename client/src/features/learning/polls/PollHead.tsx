import type { Poll } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { useNow } from '../../../ui/useNow.ts';
import { useRoomState } from '../../media/context.ts';
import { lastRound } from './state.ts';

/** Which round it is, what becomes of names, and how long it goes on. */
export function PollBadge({ poll }: { poll: Poll }) {
  const text = useText('polls');
  const round = lastRound(poll).number;
  return (
    <span className="badge" data-kind="accent">
      {poll.rounds.length > 1 && `${text.round(round)} · `}
      {text.names[poll.names]}
    </span>
  );
}

/** The time that is left, by the server's clock; nothing where the poll has no time. */
export function Remaining({ poll }: { poll: Poll }) {
  const { closes_at, closed_at } = lastRound(poll);
  if (closes_at === null || closed_at !== null) return null;
  return <Countdown until={Date.parse(closes_at)} />;
}

function Countdown({ until }: { until: number }) {
  const text = useText('polls');
  const offset = useRoomState((state) => state.entered?.clockOffset ?? 0);
  const now = useNow(250);
  const seconds = Math.max(0, Math.ceil((until - now.getTime() - offset) / 1_000));
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <time className="clock num strong" role="timer" aria-label={text.secondsLeft(time)}>
      {time}
    </time>
  );
}

export function useQuestion(poll: Pick<Poll, 'question'>): string {
  const text = useText('polls');
  return poll.question === '' ? text.untitled : poll.question;
}
