import { lazy, Suspense, useState } from 'react';
import { useStore } from 'zustand';
import type { Poll } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { useLiveRoom, usePeople } from '../../media/context.ts';
import { exportVotes } from './api.ts';
import { useAct } from '../../media/useAct.ts';
import { usePolls, usePollState } from './context.ts';
import { PollBadge, Remaining, useQuestion } from './PollHead.tsx';
import { Results } from './LaterResults.tsx';
import { lastRound } from './state.ts';

const ReasonsDialog = lazy(() => import('./ReasonsDialog.tsx'));

const EXTENSION = 30;

/** One poll before its teacher: how it goes, what it came to, and what may be done next. */
export function PollBoard({ poll, large = false }: { poll: Poll; large?: boolean }) {
  const text = useText('polls');
  const { desk } = useLiveRoom();
  const known = usePollState((state) => state.details[poll.id] ?? null);
  const details = known?.rounds.at(-1) ?? null;
  const before = known?.rounds.at(-2)?.result ?? null;
  const round = lastRound(poll);
  const open = round.closed_at === null;
  const question = useQuestion(poll);
  return (
    <section className={large ? 'pollstage' : 'poll-board'} aria-label={question}>
      <div className="row poll-line">
        <PollBadge poll={poll} />
        {before !== null && large && <span className="faint">{text.comparing}</span>}
        <span className="end row num">
          <Answered poll={poll} />
          <Remaining poll={poll} />
        </span>
      </div>
      <h3 className={large ? 'q' : 'poll-question'}>{question}</h3>
      {details?.result ? (
        <Results
          poll={poll}
          result={details.result}
          before={before}
          flow={open ? null : (known?.flow ?? null)}
          correct={open ? [] : (known?.correct ?? [])}
        />
      ) : (
        open && <p className="muted">{poll.names === 'shown' ? text.noVotes : text.noResult[poll.names]}</p>
      )}
      {!open && round.result === null && details?.advice && (
        <Advice advice={details.advice} right={details.right ?? 0} />
      )}
      {poll.discussing && <p className="small muted">{text.discussing}</p>}
      <div className="poll-acts">
        {open ? <OpenActs poll={poll} /> : <ClosedActs poll={poll} hasKey={(known?.correct.length ?? 0) > 0} />}
        <Button
          size="sm"
          kind="quiet"
          onClick={() => desk.setState(({ stage }) => ({ stage: stage === 'polls' ? null : 'polls' }))}
        >
          <StageWords />
        </Button>
      </div>
    </section>
  );
}

function StageWords() {
  const text = useText('polls');
  const { desk } = useLiveRoom();
  return useStore(desk, ({ stage }) => stage === 'polls') ? text.offStage : text.stage;
}

function Answered({ poll }: { poll: Poll }) {
  const text = useText('polls');
  const people = usePeople();
  const voted = usePollState((state) => state.details[poll.id]?.rounds.at(-1)?.voted ?? NOBODY);
  const here = people.filter(({ id, role }) => role === 'student' && !voted.includes(id)).length;
  const all = voted.length + (lastRound(poll).closed_at === null ? here : 0);
  return (
    <span className="row gap-1" title={text.answered(voted.length, all)}>
      <Icon name="users" />
      <span className="sr">{text.answered(voted.length, all)}</span>
      <span aria-hidden="true">
        <b className="strong">{voted.length}</b>
        <span className="faint"> / {all}</span>
      </span>
    </span>
  );
}

const NOBODY: readonly string[] = [];

function Advice({ advice, right }: { advice: 'discuss' | 'explain' | 'go_on'; right: number }) {
  const text = useText('polls');
  return (
    <div className="note" data-kind={advice === 'go_on' ? 'success' : advice === 'discuss' ? 'accent' : 'warn'}>
      <Icon name="activity" />
      <div className="col">
        <b className="medium">{text.rightShare(`${Math.round(right * 100)} %`)}</b>
        <span>{text.advice[advice]}</span>
      </div>
    </div>
  );
}

function OpenActs({ poll }: { poll: Poll }) {
  const text = useText('polls');
  const polls = usePolls();
  const { busy, run } = useAct();
  const shown = lastRound(poll).result !== null || poll.results === 'live';
  return (
    <>
      <Button
        kind="primary"
        size="sm"
        busy={busy}
        onClick={() => run(() => polls.act({ type: 'poll:close', poll: poll.id }))}
      >
        {text.end}
      </Button>
      {poll.names !== 'hidden' && !poll.peer && !shown && (
        <Button size="sm" onClick={() => run(() => polls.act({ type: 'poll:share', poll: poll.id, correct: false }))}>
          {text.show}
        </Button>
      )}
      <Button
        size="sm"
        kind="quiet"
        onClick={() => run(() => polls.act({ type: 'poll:extend', poll: poll.id, seconds: EXTENSION }))}
      >
        {text.moreTime}
      </Button>
    </>
  );
}

/** The next step of peer instruction is the primary one; otherwise there is nothing that must come next. */
function ClosedActs({ poll, hasKey }: { poll: Poll; hasKey: boolean }) {
  const text = useText('polls');
  const format = useFormats();
  const polls = usePolls();
  const { sessionId } = useLiveRoom();
  const { busy, run } = useAct();
  const running = usePollState((state) => state.polls.some((each) => lastRound(each).closed_at === null));
  const seen = poll.rounds.every(({ result }) => result !== null);
  const first = poll.peer && poll.rounds.length === 1 && !seen;
  const answer = hasKey && poll.correct.length === 0;
  const [reading, setReading] = useState(false);
  return (
    <>
      {first && !poll.discussing && (
        <Button
          size="sm"
          kind="primary"
          busy={busy}
          onClick={() => run(() => polls.act({ type: 'poll:discuss', poll: poll.id }))}
        >
          {text.discuss}
        </Button>
      )}
      <Button
        size="sm"
        kind={first && poll.discussing ? 'primary' : 'default'}
        busy={busy}
        disabled={running}
        onClick={() => run(() => polls.act({ type: 'poll:repeat', poll: poll.id, seconds: null }))}
      >
        {text.again}
      </Button>
      {(!seen || answer) && (
        <Button
          size="sm"
          kind={poll.peer && !first ? 'primary' : 'default'}
          onClick={() => run(() => polls.act({ type: 'poll:share', poll: poll.id, correct: hasKey }))}
        >
          {hasKey ? text.showAnswer : text.show}
        </Button>
      )}
      {seen && !answer && (
        <span className="small t-success row gap-1">
          <Icon name="check" size={14} />
          {text.shown}
        </span>
      )}
      {poll.reasons && (
        <Button size="sm" onClick={() => setReading(true)}>
          {text.reasonsOf}
        </Button>
      )}
      {reading && (
        <Suspense fallback={null}>
          <ReasonsDialog poll={poll} onClose={() => setReading(false)} />
        </Suspense>
      )}
      <Button
        size="sm"
        kind="quiet"
        icon="download"
        onClick={() =>
          run(() => exportVotes(sessionId, poll.id, text.fileName(format.date(new Date(lastRound(poll).opened_at)))))
        }
      >
        {text.export}
      </Button>
    </>
  );
}
