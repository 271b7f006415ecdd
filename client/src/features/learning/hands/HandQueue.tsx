import { useStore } from 'zustand';
import type { Hand } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/Field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { attempt } from '../../media/attempt.ts';
import { Elapsed } from '../../media/Clock.tsx';
import { useLiveRoom, usePeople, useSelf } from '../../media/context.ts';
import { togglePanel } from '../../media/desk.ts';
import { MORE, type Hands } from './hands.ts';
import { floor, waiting, type HandOrder } from './state.ts';
import { TurnChoice, TurnClock } from './Turn.tsx';

/** So many waiting people have their names on the strip. */
const ON_STRIP = 2;

/** The hands on the teacher's strip: who has the floor, who is next, and the button that goes on. */
export function HandsCell({ hands }: { hands: Hands }) {
  const text = useText('hands');
  const { desk } = useLiveRoom();
  const state = useStore(hands.store);
  const queue = waiting(state);
  const speaks = floor(state);
  if (queue.length === 0 && speaks === null) return null;
  return (
    <div className="hands-cell" role="group" aria-label={text.queue(queue.length)}>
      <span className="k">{text.queue(queue.length)}</span>
      {speaks !== null && (
        <span className="hchip" data-floor>
          <Icon name="mic" size={14} />
          <span className="cut">{speaks.name}</span>
          <TurnClock hand={speaks} />
          <IconButton small icon="x" label={text.end} onClick={() => attempt(hands.lower(speaks.id))} />
        </span>
      )}
      {queue.slice(0, ON_STRIP).map((hand, at) => (
        <span key={hand.id} className="hchip">
          <b>{at + 1}</b>
          <span className="cut">{hand.name}</span>
        </span>
      ))}
      {queue.length > ON_STRIP && (
        <button type="button" className="hchip" onClick={() => togglePanel(desk, 'people')}>
          {text.more(queue.length - ON_STRIP)}
        </button>
      )}
      {queue.length > 0 && (
        <Button size="sm" onClick={() => attempt(hands.call(null))}>
          {text.next}
        </Button>
      )}
    </div>
  );
}

/** The hands in the people panel: all of them in order, for staff with what can be done. */
export function HandsSection({ hands }: { hands: Hands }) {
  const text = useText('hands');
  const me = useSelf();
  const state = useStore(hands.store);
  const queue = waiting(state);
  const speaks = floor(state);
  const staff = isStaff(me);
  if (queue.length === 0 && speaks === null && !staff) return null;
  return (
    <section aria-label={text.queue(queue.length)}>
      <h3 className="ghead">
        <span>{text.queue(queue.length)}</span>
        {staff && queue.length > 0 && (
          <button type="button" className="link" onClick={() => attempt(hands.lowerAll())}>
            {text.lowerAll}
          </button>
        )}
      </h3>
      {staff && (
        <div className="hand-order">
          <Select
            aria-label={text.order}
            value={state.order}
            onChange={(event) => attempt(hands.sort(event.target.value as HandOrder))}
          >
            <option value="arrival">{text.arrival}</option>
            <option value="first">{text.first}</option>
          </Select>
          <TurnChoice hands={hands} turn={state.turn} />
        </div>
      )}
      <ol>
        {speaks !== null && <Row hand={speaks} place={null} staff={staff} hands={hands} />}
        {queue.map((hand, at) => (
          <Row key={hand.id} hand={hand} place={at + 1} staff={staff} hands={hands} />
        ))}
      </ol>
    </section>
  );
}

interface RowProps {
  hand: Hand;
  /** None of whoever has the floor. */
  place: number | null;
  staff: boolean;
  hands: Hands;
}

function Row({ hand, place, staff, hands }: RowProps) {
  const text = useText('hands');
  const here = usePeople().some(({ id, state }) => id === hand.participant_id && state === 'present');
  return (
    <li className="prow">
      {place === null ? <Icon name="mic" /> : <b className="count count-hand hand-place">{place}</b>}
      <Avatar id={hand.participant_id} name={hand.name} size={24} />
      <span className="col grow">
        <span className="row">
          <span className="medium cut" title={hand.name}>
            {hand.name}
          </span>
          {hand.kind === 'reply' && <span className="badge">{text.replyWord}</span>}
          {hand.first && staff && <span className="badge">{text.newVoice}</span>}
        </span>
        {hand.text !== '' && <span className="small hand-line">{hand.text}</span>}
        {!here && <span className="small faint">{text.away}</span>}
        {place === null && <span className="small faint">{text.speaks}</span>}
      </span>
      {place === null && <TurnClock hand={hand} />}
      {staff && place === null && hand.ends_at !== null && (
        <Button size="sm" aria-label={text.extendOf(hand.name)} onClick={() => attempt(hands.extend(MORE))}>
          {text.extend}
        </Button>
      )}
      {staff && place !== null && <Elapsed since={hand.raised_at} label={text.waited} />}
      {staff && place !== null && (
        <Button size="sm" aria-label={text.giveTo(hand.name)} onClick={() => attempt(hands.call(hand.id))}>
          {text.give}
        </Button>
      )}
      {staff && (
        <IconButton
          small
          icon="x"
          label={place === null ? text.end : text.lowerOf(hand.name)}
          onClick={() => attempt(hands.lower(hand.id))}
        />
      )}
    </li>
  );
}
