import { useStore } from 'zustand';
import type { Debate, DebateSpeech } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { attempt } from '../../media/attempt.ts';
import { useSelf } from '../../media/context.ts';
import type { Debates } from './debates.ts';
import { pendingPoint, pointsLeft, sideOf } from './turns.ts';

interface PointsProps {
  debates: Debates;
  debate: Debate;
  turn: DebateSpeech;
}

/** Points of information in the turn: the other side asks, whoever speaks takes or declines. */
export function Points({ debates, debate, turn }: PointsProps) {
  const text = useText('debate').point;
  const me = useSelf();
  const sides = useStore(debates.store, (state) => state.sides);
  const pending = pendingPoint(turn);
  const answer = (point: string, accept: boolean) =>
    attempt(debates.act({ type: 'debate:answer', debate: debate.id, point, accept }));
  if (pending !== null) {
    const own = pending.participant_id === me?.id;
    const answers = turn.participant_id === me?.id || isStaff(me);
    return (
      <div className="debate-point" role={answers ? 'alert' : undefined}>
        <span className="grow medium">{own ? text.waits : text.asks(pending.name)}</span>
        {answers && (
          <Button size="sm" onClick={() => answer(pending.id, true)}>
            {text.accept}
          </Button>
        )}
        {(answers || own) && (
          <Button size="sm" kind="quiet" onClick={() => answer(pending.id, false)}>
            {own ? text.takeBack : text.decline}
          </Button>
        )}
      </div>
    );
  }
  const left = pointsLeft(debate, turn);
  const side = sideOf(sides, me?.id);
  const last = turn.points.at(-1);
  const taken = last?.state === 'accepted' && last.participant_id === me?.id;
  if (debate.points === 0) return null;
  if (side === null || side === turn.side) return <p className="small muted">{text.left(left)}</p>;
  return (
    <div className="debate-point">
      <span className="grow small muted" role={taken ? 'status' : undefined}>
        {taken ? text.yours : text.left(left)}
      </span>
      <Button
        size="sm"
        icon="circle-help"
        disabled={left === 0}
        onClick={() => attempt(debates.act({ type: 'debate:offer', debate: debate.id }))}
      >
        {text.ask}
      </Button>
    </div>
  );
}
