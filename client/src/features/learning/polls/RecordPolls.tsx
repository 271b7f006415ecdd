import '../../../ui/css/polls.css';
import { useQuery } from '@tanstack/react-query';
import type { Poll, PollDetails, Polls } from '../../../core/protocol.gen.ts';
import { api } from '../../../core/client.ts';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Part } from '../../analytics/record/Part.tsx';
import type { RecordSectionProps } from '../../analytics/record/sections.ts';
import { attempt } from '../../media/attempt.ts';
import { exportVotes } from './api.ts';
import { Results } from './Results.tsx';

/** The polls of a session that is over, with the results that the reader may see. */
export default function RecordPolls({ session, staff }: RecordSectionProps) {
  const text = useText('record');
  const read = useQuery({
    queryKey: ['record', session.id, 'polls'],
    queryFn: ({ signal }) => api.get<Polls>('/learning/polls', { signal, query: { session_id: session.id } }),
  });
  return (
    <Part title={text.polls.title} read={read}>
      {({ polls, details }) => (
        <div className="record-two">
          {polls.map((poll) => (
            <Asked
              key={poll.id}
              sessionId={session.id}
              poll={poll}
              details={details.find((each) => each.poll === poll.id) ?? null}
              staff={staff}
            />
          ))}
        </div>
      )}
    </Part>
  );
}

interface AskedProps {
  sessionId: string;
  poll: Poll;
  /** For staff. */
  details: PollDetails | null;
  staff: boolean;
}

function Asked({ sessionId, poll, details, staff }: AskedProps) {
  const text = useText('record').polls;
  const words = useText('polls');
  const results = (details?.rounds ?? poll.rounds).map(({ result }) => result);
  const last = results.at(-1) ?? null;
  return (
    <article className="card card-pad record-poll">
      <div className="row">
        <h3 className="medium grow">{poll.question}</h3>
        {staff && (
          <IconButton
            small
            icon="download"
            label={words.export}
            onClick={() => attempt(exportVotes(sessionId, poll.id, poll.question))}
          />
        )}
      </div>
      {last === null ? (
        <p className="muted">{text.notShown}</p>
      ) : (
        <Results
          poll={poll}
          result={last}
          before={results.at(-2) ?? null}
          flow={details?.flow ?? poll.flow}
          correct={details?.correct ?? poll.correct}
        />
      )}
    </article>
  );
}
