import type { Debate, DebateClock } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { attempt } from '../../media/attempt.ts';
import { useRoomState } from '../../media/context.ts';
import type { Debates } from './debates.ts';
import { clockText, secondsLeft } from './turns.ts';

const MINUTE = 60;

interface ClocksProps {
  debates: Debates;
  debate: Debate;
  /** Whether they can be changed here. */
  leads: boolean;
}

/** Both sides' time; the one that runs is marked. */
export function Clocks({ debates, debate, leads }: ClocksProps) {
  const text = useText('debate');
  return (
    <div className="debate-clocks">
      {debate.clocks.map((clock) => (
        <div key={clock.side} className="debate-clock" data-side={clock.side} data-runs={clock.since ? '' : undefined}>
          <span className="small medium">{text.sides[clock.side]}</span>
          <SideTime clock={clock} />
          {leads && (
            <span className="row">
              {([-MINUTE, MINUTE] as const).map((seconds) => (
                <IconButton
                  key={seconds}
                  small
                  icon={seconds < 0 ? 'minus' : 'plus'}
                  label={(seconds < 0 ? text.less : text.more)(text.sides[clock.side])}
                  onClick={() =>
                    attempt(debates.act({ type: 'debate:adjust', debate: debate.id, side: clock.side, seconds }))
                  }
                />
              ))}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}

/** A side's time by the server's clock, and then by how much it is over. Nobody is cut off. */
export function SideTime({ clock }: { clock: DebateClock }) {
  const text = useText('debate');
  const offset = useRoomState((state) => state.entered?.clockOffset ?? 0);
  const now = useNow(clock.since === null ? 60_000 : 250);
  const left = secondsLeft(clock, now.getTime() + offset);
  const over = Math.ceil(left) < 0;
  const time = clockText(left);
  const side = text.sides[clock.side];
  return (
    <time
      className="num strong debate-time"
      role="timer"
      data-over={over ? '' : undefined}
      aria-label={over ? text.clockOver(side, time) : text.clock(side, time)}
    >
      {time}
    </time>
  );
}
