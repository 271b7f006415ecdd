import type { Floor } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Countdown } from './Countdown.tsx';

/** The question, and while people think the time that is left. */
export function Question({ floor }: { floor: Floor }) {
  const text = useText('floor');
  return (
    <>
      <div className="row">
        <span className="badge" data-kind="accent">
          {floor.state === 'thinking' ? text.title : text.order}
        </span>
        <span className="end">
          {floor.state === 'thinking' && <Countdown until={floor.ends_at} label={text.left} />}
        </span>
      </div>
      <h3 className="poll-question">{floor.question || text.untitled}</h3>
    </>
  );
}
