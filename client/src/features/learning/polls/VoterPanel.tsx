import { useState } from 'react';
import type { Poll } from '../../../core/protocol.gen.ts';
import { RequestError } from '../../../core/socket.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { useBroken, useSelf } from '../../media/context.ts';
import { isTaken, phase } from './anonymous.ts';
import { BallotFields, blankBallot, filled, isAnswered } from './BallotForm.tsx';
import { usePolls, usePollState } from './context.ts';
import { PollBadge, Remaining, useQuestion } from './PollHead.tsx';
import { Results } from './LaterResults.tsx';
import { currentPoll, hasVoted, lastRound, mayChange, ownBallot, roundKey, secretVote } from './state.ts';

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
  const secret = usePollState((state) => secretVote(state, poll));
  const round = lastRound(poll).number;
  const mine = outgoing?.poll === poll.id && outgoing.round === round ? outgoing : null;
  const refused = mine?.refused ?? secret?.refused ?? null;
  const [draft, setDraft] = useState(() => known ?? blankBallot(poll));
  const same = known !== null && JSON.stringify(filled(poll, draft)) === JSON.stringify(known);
  const signing = secret !== null && secret.signature === null && secret.refused === null;
  const sending = signing || (mine !== null && mine.refused === null);
  const result = lastRound(poll).result;

  if (!changeable) {
    return (
      <div className="panel-body poll-panel scroll">
        <Head poll={poll} />
        <Sent words={text.sent} />
        <p className="small muted">{poll.names === 'anonymous' ? text.finalAnonymous : text.final}</p>
      </div>
    );
  }
  if (poll.names === 'anonymous' && !window.isSecureContext) {
    return (
      <div className="panel-body poll-panel scroll">
        <Head poll={poll} />
        <p className="note" data-kind="warn" role="alert">
          <Icon name="lock" />
          {text.insecurePage}
        </p>
      </div>
    );
  }
  return (
    <form
      className="poll-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isAnswered(poll, draft) && !sending) polls.vote(poll, filled(poll, draft));
      }}
    >
      <div className="panel-body poll-panel scroll">
        <Head poll={poll} />
        <BallotFields poll={poll} value={draft} onChange={setDraft} />
        {result !== null && <Results poll={poll} result={result} correct={[]} />}
      </div>
      <div className="panel-foot poll-foot">
        {refused !== null ? (
          <p className="small t-danger" role="alert">
            {describe(new RequestError(refused)).what}
          </p>
        ) : secret !== null && !signing && same ? (
          <Sent words={text.secret[phase(secret)]} waits={!isTaken(secret)} />
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
        <p className="small faint">{text.promise[poll.names]}</p>
      </div>
    </form>
  );
}

function Sent({ words, waits = false }: { words: string; waits?: boolean }) {
  return (
    <p className={`small row gap-1 ${waits ? 'muted' : 't-success'}`} role="status">
      <Icon name={waits ? 'clock-3' : 'check'} size={14} />
      {words}
    </p>
  );
}

/** When the vote is over, or is not one's own. */
function Outcome({ poll }: { poll: Poll }) {
  const text = useText('polls');
  const round = lastRound(poll);
  const before = poll.rounds.at(-2)?.result ?? null;
  const lost = usePollState((state) => secretVote(state, poll)?.refused ?? null) !== null;
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
      {lost && round.closed_at !== null && (
        <p className="note" data-kind="warn" role="alert">
          <Icon name="triangle-alert" />
          {text.notCounted}
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
