import { useState } from 'react';
import type { Poll } from '../../../core/protocol.gen.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { useBroken, useSelf } from '../../media/context.ts';
import { BallotFields, blankBallot, filled, isAnswered } from './BallotForm.tsx';
import { usePolls, usePollState } from './context.ts';
import { PollBadge, Remaining, useQuestion } from './PollHead.tsx';
import { Results } from './Results.tsx';
import { currentPoll, hasVoted, lastRound, mayChange, ownBallot, roundKey } from './state.ts';

/** What students, observers and guests see of the poll of now: the card to vote by, then the result. */
export function VoterPanel() {
  const text = useText('polls');
  const poll = usePollState(currentPoll);
  const me = useSelf();
  if (poll === null) {
    return (
      <div className="panel-body">
        <div className="state">
          <h3>{text.empty}</h3>
          <p>{text.emptyText}</p>
        </div>
      </div>
    );
  }
  const round = lastRound(poll);
  const votes = round.closed_at === null && me?.role === 'student';
  return votes ? <Card key={roundKey(poll.id, round.number)} poll={poll} /> : <Outcome poll={poll} />;
}

function Head({ poll }: { poll: Poll }) {
  return (
    <>
      <div className="row">
        <PollBadge poll={poll} />
        <span className="end">
          <Remaining poll={poll} />
        </span>
      </div>
      <h3 className="poll-question">{useQuestion(poll)}</h3>
    </>
  );
}

function Card({ poll }: { poll: Poll }) {
  const text = useText('polls');
  const describe = useErrorText();
  const polls = usePolls();
  const connected = !useBroken();
  const known = usePollState((state) => ownBallot(state, poll));
  const voted = usePollState((state) => hasVoted(state, poll));
  const changeable = usePollState((state) => mayChange(state, poll));
  const outgoing = usePollState((state) => state.outgoing);
  const round = lastRound(poll).number;
  const mine = outgoing?.poll === poll.id && outgoing.round === round ? outgoing : null;
  const [draft, setDraft] = useState(() => known ?? blankBallot(poll));
  const same = known !== null && JSON.stringify(filled(poll, draft)) === JSON.stringify(known);
  const sending = mine !== null && mine.refused === null;
  const result = lastRound(poll).result;

  if (!changeable) {
    return (
      <div className="panel-body poll-panel scroll">
        <Head poll={poll} />
        <Sent words={text.sent} />
        <p className="small muted">{text.final}</p>
      </div>
    );
  }
  return (
    <form
      className="poll-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isAnswered(poll, draft) && !sending) polls.vote(poll.id, round, filled(poll, draft));
      }}
    >
      <div className="panel-body poll-panel scroll">
        <Head poll={poll} />
        <BallotFields poll={poll} value={draft} onChange={setDraft} />
        {result !== null && <Results poll={poll} result={result} correct={[]} />}
      </div>
      <div className="panel-foot poll-foot">
        {mine?.refused !== null && mine?.refused !== undefined ? (
          <p className="small t-danger" role="alert">
            {describe(new Error(mine.refused)).what}
          </p>
        ) : voted && same ? (
          <Sent words={connected ? text.sent : text.later} />
        ) : (
          <p className="small faint">{text.mayChange}</p>
        )}
        <Button
          kind="primary"
          size="lg"
          block
          type="submit"
          busy={sending && connected}
          disabled={!isAnswered(poll, draft) || same}
        >
          {sending ? (connected ? text.sending : text.later) : voted ? text.change : text.submit}
        </Button>
        <p className="small faint">{poll.names === 'hidden' ? text.hiddenPromise : text.shownPromise}</p>
      </div>
    </form>
  );
}

function Sent({ words }: { words: string }) {
  return (
    <p className="small t-success row gap-1" role="status">
      <Icon name="check" size={14} />
      {words}
    </p>
  );
}

/** When the vote is over, or is not one's own. */
function Outcome({ poll }: { poll: Poll }) {
  const text = useText('polls');
  const round = lastRound(poll);
  const before = poll.rounds.at(-2)?.result ?? null;
  const waits = round.closed_at === null ? text.observer : text.notShown;
  return (
    <div className="panel-body poll-panel scroll" tabIndex={0}>
      <Head poll={poll} />
      {poll.discussing && (
        <p className="note" data-kind="accent">
          <Icon name="users" />
          {text.talk}
        </p>
      )}
      {round.result !== null ? (
        <Results poll={poll} result={round.result} before={before} flow={poll.flow} correct={poll.correct} />
      ) : (
        !poll.discussing && <p className="muted">{waits}</p>
      )}
    </div>
  );
}
