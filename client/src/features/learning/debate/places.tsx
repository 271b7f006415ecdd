import '../../../ui/css/debate.css';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Debate, DebateSpeech } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { attempt } from '../../media/attempt.ts';
import { useLiveRoom, useSelf } from '../../media/context.ts';
import type { Narrator } from '../../media/narrator.ts';
import { SideTime } from './Clocks.tsx';
import type { Debates } from './debates.ts';
import { DebateNews } from './news.ts';
import { Points } from './Points.tsx';
import { openDebate, openVote, type Vote } from './state.ts';
import { speech } from './turns.ts';
import type { OwnViews } from './views.ts';

interface PlaceProps {
  debates: Debates;
  /** The panel that the debate is in, and the way to it. */
  panel: string;
  open: () => void;
}

/** Above the pictures: the motion with the turn and its clock, and the way to the vote. */
export function DebateNotice({ debates, panel, open }: PlaceProps) {
  const { desk } = useLiveRoom();
  const me = useSelf();
  const debate = useStore(debates.store, openDebate);
  const { own: views } = useStore(debates.views);
  const shown = useStore(desk, (state) => state.panel === panel);
  const exam = useStore(desk, (state) => state.exam);
  const turn = speech(debate);
  if (debate === null || exam) return null;
  const vote = openVote(debate);
  if (vote !== null) {
    if (shown || me?.role !== 'student' || views === null) return null;
    return <VoteNotice debates={debates} debate={debate} vote={vote} views={views} open={open} />;
  }
  return turn === null ? null : <TurnNotice debates={debates} debate={debate} turn={turn} points={!shown} />;
}

interface VoteProps {
  debates: Debates;
  debate: Debate;
  vote: Vote;
  views: OwnViews;
  open: () => void;
}

function VoteNotice({ debates, debate, vote, views, open }: VoteProps) {
  const text = useText('debate');
  const token = useStore(debates.store, (state) => state.token);
  const may = vote === 'before' ? !token : views.own(debate.id, 'before')?.refused === null;
  if (!may || views.own(debate.id, vote) !== null) return null;
  return (
    <section className="stage-notice" data-kind="live" aria-label={text.vote[vote]}>
      <Icon name="scale" />
      <span className="grow cut" title={debate.motion}>
        {text.vote[vote]} · {debate.motion}
      </span>
      <Button size="sm" kind="primary" onClick={open}>
        {text.vote.now}
      </Button>
    </section>
  );
}

interface TurnProps {
  debates: Debates;
  debate: Debate;
  turn: DebateSpeech;
  points: boolean;
}

function TurnNotice({ debates, debate, turn, points }: TurnProps) {
  const text = useText('debate');
  const clock = debate.clocks.find(({ side }) => side === turn.side);
  return (
    <section className="stage-notice debate-notice" data-kind="live" aria-label={text.now}>
      <Icon name="scale" />
      {clock !== undefined && <SideTime clock={clock} />}
      <span className="grow cut" title={debate.motion}>
        <b className="strong">{text.sides[turn.side]}</b> {text.speaks(turn.name, text.kinds[turn.kind])}
        {clock?.since === null && ` · ${text.paused}`}
      </span>
      {points && <Points debates={debates} debate={debate} turn={turn} />}
    </section>
  );
}

/** On the teacher's strip: the clock that runs, stopped and started there. */
export function DebateCell({ debates }: { debates: Debates }) {
  const text = useText('debate');
  const debate = useStore(debates.store, openDebate);
  const turn = speech(debate);
  const clock = debate?.clocks.find(({ side }) => side === turn?.side);
  if (debate === null || turn === null || clock === undefined) return null;
  const paused = clock.since === null;
  return (
    <section aria-label={text.running}>
      <span className="col">
        <span className="k">
          {text.sides[turn.side]} · {text.kinds[turn.kind]}
        </span>
        <SideTime clock={clock} />
      </span>
      <IconButton
        small
        icon={paused ? 'play' : 'pause'}
        label={paused ? text.resume : text.pause}
        onClick={() => attempt(debates.act({ type: 'debate:pause', debate: debate.id, on: !paused }))}
      />
      <Button size="sm" onClick={() => attempt(debates.act({ type: 'debate:yield', debate: debate.id }))}>
        {text.endTurn}
      </Button>
    </section>
  );
}

/** Has read aloud what happens in the debate. */
export function DebateAloud({ debates, narrator }: { debates: Debates; narrator: Narrator }) {
  const text = useText('debate');
  const me = useSelf();
  const state = useStore(debates.store);
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  });
  const news = useRef<DebateNews | null>(null);
  const selfId = me?.id ?? null;
  useEffect(() => {
    news.current ??= new DebateNews(narrator, () => latest.current);
    if (selfId !== null) news.current.see(state, selfId);
  }, [state, selfId, narrator]);
  return null;
}
