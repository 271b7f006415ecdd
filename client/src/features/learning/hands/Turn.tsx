import type { Hand } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Select } from '../../../ui/Field.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { attempt } from '../../media/attempt.ts';
import { useRoomState } from '../../media/context.ts';
import { TURNS, type Hands } from './hands.ts';
import { turnLeft } from './state.ts';

/** The time that is left of a turn, by the server's clock, and then by how much it is over. Nobody is cut off. */
export function TurnClock({ hand }: { hand: Hand }) {
  return hand.ends_at === null ? null : <Running until={hand.ends_at} />;
}

function Running({ until }: { until: string }) {
  const text = useText('hands');
  const offset = useRoomState((state) => state.entered?.clockOffset ?? 0);
  const now = useNow(250);
  const { over, seconds } = turnLeft(until, now.getTime() + offset);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <time
      className="turn-clock num strong"
      role="timer"
      data-over={over ? '' : undefined}
      aria-label={over ? text.timeOver(time) : text.timeLeft(time)}
    >
      {over ? `+${time}` : time}
    </time>
  );
}

/** How long turns are. */
export function TurnChoice({ hands, turn }: { hands: Hands; turn: number | null }) {
  const text = useText('hands');
  const choices = turn === null || TURNS.some((each) => each === turn) ? TURNS : [...TURNS, turn].sort((a, b) => a - b);
  return (
    <Select
      aria-label={text.turn}
      value={turn ?? ''}
      onChange={({ target }) => attempt(hands.time(target.value === '' ? null : Number(target.value)))}
    >
      <option value="">{text.noTurn}</option>
      {choices.map((seconds) => (
        <option key={seconds} value={seconds}>
          {text.turnOf(seconds)}
        </option>
      ))}
    </Select>
  );
}
