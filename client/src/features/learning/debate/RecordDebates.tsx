import '../../../ui/css/debate.css';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../core/client.ts';
import type { Debate, DebateSpeaker } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Part } from '../../analytics/record/Part.tsx';
import type { RecordSectionProps } from '../../analytics/record/sections.ts';
import { Result } from './Result.tsx';
import { PastTurns } from './Turns.tsx';

interface DebateRecord {
  debate: Debate;
  sides: readonly DebateSpeaker[];
}

/** The debates of a session that is over: who argued what, their turns, and how views changed. */
export default function RecordDebates({ session }: RecordSectionProps) {
  const text = useText('record').debates;
  const read = useQuery({
    queryKey: ['record', session.id, 'debates'],
    queryFn: ({ signal }) =>
      api.get<{ debates: readonly DebateRecord[] }>('/learning/debates', {
        signal,
        query: { session_id: session.id },
      }),
  });
  return (
    <Part title={text.title} read={read}>
      {({ debates }) => (
        <div className="record-two">
          {debates.map((each) => (
            <Argued key={each.debate.id} record={each} />
          ))}
        </div>
      )}
    </Part>
  );
}

function Argued({ record: { debate, sides } }: { record: DebateRecord }) {
  const text = useText('debate');
  const named = (['for', 'against'] as const).map((side) => ({
    side,
    names: sides.filter((each) => each.side === side).map(({ name }) => name),
  }));
  return (
    <article className="card card-pad record-debate">
      <h3 className="medium">{debate.motion}</h3>
      {sides.length > 0 && (
        <dl className="record-sides small">
          {named.map(({ side, names }) => (
            <div key={side}>
              <dt className="muted">{text.sides[side]}</dt>
              <dd>{names.length === 0 ? text.nobody : names.join(', ')}</dd>
            </div>
          ))}
        </dl>
      )}
      {debate.result !== null && <Result result={debate.result} />}
      <PastTurns debate={debate} />
    </article>
  );
}
