import '../../../ui/css/debate.css';
import { useStore } from 'zustand';
import type { Debate } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { useSelf } from '../../media/context.ts';
import { useAct } from '../../media/useAct.ts';
import { Clocks } from './Clocks.tsx';
import type { Debates } from './debates.ts';
import { Result } from './Result.tsx';
import { Setup } from './Setup.tsx';
import { Sides } from './Sides.tsx';
import { openVote, type Vote } from './state.ts';
import { sideOf, speech } from './turns.ts';
import { NextTurn, PastTurns, Turn } from './Turns.tsx';
import { VoteCard } from './VoteCard.tsx';

/** The debate in the panel: staff lead it here, and everybody finds their side, the turn, and the vote. */
export function DebateSection({ debates }: { debates: Debates }) {
  const text = useText('debate');
  const me = useSelf();
  const leads = isStaff(me);
  const debate = useStore(debates.store, (state) => state.debate);
  if (debate === null) return leads ? <Labelled debates={debates} /> : null;
  return (
    <>
      <section className="debate" aria-label={text.title}>
        <div className="col gap-2">
          <span className="badge debate-badge" data-kind="accent">
            {text.title}
          </span>
          <h3 className="poll-question">{debate.motion}</h3>
          <OwnSide debates={debates} debate={debate} />
        </div>
        {debate.state === 'open' ? (
          <Running debates={debates} debate={debate} leads={leads} />
        ) : (
          <>
            <p className="small muted">{text.closed}</p>
            {debate.result !== null && <Result result={debate.result} />}
            <PastTurns debate={debate} />
          </>
        )}
      </section>
      {debate.state === 'closed' && leads && <Labelled debates={debates} />}
    </>
  );
}

function Labelled({ debates }: { debates: Debates }) {
  const text = useText('debate');
  return (
    <section className="col gap-3" aria-label={text.start}>
      <Setup debates={debates} />
    </section>
  );
}

function OwnSide({ debates, debate }: { debates: Debates; debate: Debate }) {
  const text = useText('debate');
  const me = useSelf();
  const side = useStore(debates.store, ({ sides }) => sideOf(sides, me?.id));
  const drawn = useStore(debates.store, ({ sides }) => sides.length > 0);
  if (!drawn || me === null || (me.role !== 'student' && side === null) || debate.state === 'closed') return null;
  return (
    <p className="small">
      <strong className="debate-own" data-side={side ?? undefined}>
        {text.you[side ?? 'audience']}
      </strong>{' '}
      {side !== null && <span className="muted">{text.apart}</span>}
    </p>
  );
}

interface RunningProps {
  debates: Debates;
  debate: Debate;
  leads: boolean;
}

function Running({ debates, debate, leads }: RunningProps) {
  const me = useSelf();
  const vote = openVote(debate);
  const turn = speech(debate);
  const ready = useStore(debates.store, ({ sides }) => sides.length > 0);
  const votesFirst = vote === null && debate.before === 'none' && debate.speeches.length === 0;
  const spoken = debate.speeches.length > 0 && turn === null;
  const asksAfter = spoken && debate.before === 'closed' && debate.after === 'none' && debate.result === null;
  return (
    <>
      {vote !== null && me?.role === 'student' && <VoteCard debates={debates} debate={debate} vote={vote} />}
      {leads && vote !== null && <OpenVote debates={debates} debate={debate} vote={vote} />}
      {leads && votesFirst && <Ask debates={debates} debate={debate} vote="before" first />}
      <Clocks debates={debates} debate={debate} leads={leads} />
      <Turn debates={debates} debate={debate} leads={leads} />
      {debate.result !== null && <Result result={debate.result} />}
      {leads && turn === null && vote === null && ready && (
        <NextTurn
          key={debate.speeches.length}
          debates={debates}
          debate={debate}
          first={!votesFirst && debate.after === 'none'}
        />
      )}
      {leads && asksAfter && <Ask debates={debates} debate={debate} vote="after" first={false} />}
      <Sides debates={debates} debate={debate} leads={leads} first={!votesFirst && vote === null} />
      <PastTurns debate={debate} />
      {leads && <End debates={debates} debate={debate} first={debate.after === 'closed'} />}
    </>
  );
}

interface VoteProps {
  debates: Debates;
  debate: Debate;
  vote: Vote;
}

/** Who leads sees how many views are in, and closes the vote. */
function OpenVote({ debates, debate, vote }: VoteProps) {
  const text = useText('debate');
  const act = useAct();
  const voted = useStore(debates.store, (state) => state.voted);
  return (
    <section className="debate-turn" aria-label={text.voting[vote]}>
      <p className="medium">{text.voting[vote]}</p>
      <p className="small muted" role="status">
        {text.voted(voted)}
      </p>
      <Button
        kind="primary"
        busy={act.busy}
        onClick={() => act.run(() => debates.act({ type: 'debate:count', debate: debate.id }))}
      >
        {text.count}
      </Button>
    </section>
  );
}

function Ask({ debates, debate, vote, first }: VoteProps & { first: boolean }) {
  const text = useText('debate');
  const act = useAct();
  return (
    <div className="col gap-2">
      <p className="small muted">{text.askHelp[vote]}</p>
      <Button
        kind={first ? 'primary' : 'default'}
        busy={act.busy}
        onClick={() => act.run(() => debates.act({ type: 'debate:ask', debate: debate.id, vote }))}
      >
        {text.ask[vote]}
      </Button>
    </div>
  );
}

function End({ debates, debate, first }: { debates: Debates; debate: Debate; first: boolean }) {
  const text = useText('debate');
  const act = useAct();
  return (
    <Button
      className="poll-new"
      kind={first ? 'primary' : 'quiet'}
      busy={act.busy}
      onClick={() => act.run(() => debates.act({ type: 'debate:close', debate: debate.id }))}
    >
      {text.close}
    </Button>
  );
}
