import type { Floor, FloorEntry } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button } from '../../../ui/Button.tsx';
import { attempt } from '../../media/attempt.ts';
import { usePeople } from '../../media/context.ts';
import type { Floors } from './floors.ts';
import { placeIn } from './state.ts';

interface EntriesProps {
  floors: Floors;
  floor: Floor;
  /** Whether people can be called here. */
  staff: boolean;
}

/** What was given, in the order in which people are called. */
export function Entries({ floors, floor, staff }: EntriesProps) {
  const text = useText('floor');
  if (floor.entries.length === 0) return <p className="small muted">{text.nothing}</p>;
  return (
    <ol className="think-entries" aria-label={text.order}>
      {floor.entries.map((entry) => (
        <Row key={entry.participant_id} floors={floors} floor={floor} entry={entry} staff={staff} />
      ))}
    </ol>
  );
}

function Row({ floors, floor, entry, staff }: EntriesProps & { entry: FloorEntry }) {
  const text = useText('floor');
  const here = usePeople().some(({ id, state }) => id === entry.participant_id && state === 'present');
  const place = placeIn(floor, entry.participant_id);
  return (
    <li>
      <div className="row">
        {place === null ? (
          <Avatar id={entry.participant_id} name={entry.name} size={24} />
        ) : (
          <b className="count count-hand hand-place">{place}</b>
        )}
        <span className="medium cut grow" title={entry.name}>
          {entry.name}
        </span>
        {entry.called_at !== null && <span className="badge">{text.called}</span>}
        {!here && <span className="small faint">{text.away}</span>}
        {staff && place !== null && here && (
          <Button
            size="sm"
            aria-label={text.giveTo(entry.name)}
            onClick={() => attempt(floors.call(floor.id, entry.participant_id))}
          >
            {text.give}
          </Button>
        )}
      </div>
      {entry.text !== '' && <p className="think-words">{entry.text}</p>}
    </li>
  );
}
