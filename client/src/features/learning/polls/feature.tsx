import { lazy, Suspense, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Room } from '../../../core/room.ts';
import { self } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { mayHost, useLiveRoom, useSelf, type RoomFeature } from '../../media/context.ts';
import { offerPanel, togglePanel, type Desk } from '../../media/desk.ts';
import { Gathering, narrator } from '../../media/narrator.ts';
import { PollsContext, usePollState } from './context.ts';
import { fetchResults } from './LaterResults.tsx';
import { Polls } from './polls.ts';
import { currentPoll, hasVoted, lastRound, openPoll, roundKey } from './state.ts';
import { VoterPanel } from './VoterPanel.tsx';

// For who teaches.
const StaffPanel = lazy(async () => ({ default: (await import('./StaffPanel.tsx')).StaffPanel }));
const PollBoard = lazy(async () => ({ default: (await import('./PollBoard.tsx')).PollBoard }));

/** Polls as a tool of the room. */
export function pollFeature(room: Room, sessionId: string, desk: Desk): RoomFeature {
  const votes = () => self(room.store.getState())?.role === 'student';
  const polls: Polls = new Polls(room, sessionId, () => {
    // Whoever is reading or writing elsewhere keeps that, and finds the poll by its key or the notice.
    if (votes() && desk.getState().panel === null) offerPanel(desk, polls.name);
  });
  return {
    name: polls.name,
    restore: (snapshot) => polls.restore(snapshot),
    receive: (event) => {
      if (event.type === 'poll:changed') fetchResults();
      polls.receive(event);
    },
    settled: (message, outcome) => polls.settled(message, outcome),
    panel: {
      icon: 'chart-bar-big',
      place: 'teaching',
      shortcut: 'KeyT',
      label: (words) => words.panels.polls,
      useUnread: () => useStore(polls.store, (state) => unanswered(state, votes())),
      unread: (words) => words.panels.toAnswer,
      Panel: () => (
        <PollsContext value={polls}>
          <PollsPanel />
        </PollsContext>
      ),
    },
    Notice: () => <Notice polls={polls} />,
    Stage: () => (
      <PollsContext value={polls}>
        <Stage />
      </PollsContext>
    ),
    Overlay: () => <Announcements polls={polls} />,
  };
}

function unanswered(state: Parameters<typeof openPoll>[0], votes: boolean): number {
  const poll = openPoll(state);
  return votes && poll !== null && !hasVoted(state, poll) ? 1 : 0;
}

function PollsPanel() {
  if (!mayHost(useSelf()?.role)) return <VoterPanel />;
  return (
    <Suspense fallback={<div className="panel-body" />}>
      <StaffPanel />
    </Suspense>
  );
}

/** For who has something else open: there is a vote, and this is the way to it. */
function Notice({ polls }: { polls: Polls }) {
  const text = useText('polls');
  const { desk } = useLiveRoom();
  const me = useSelf();
  const poll = useStore(polls.store, openPoll);
  const voted = useStore(polls.store, (state) => poll !== null && hasVoted(state, poll));
  const open = useStore(desk, ({ panel }) => panel === polls.name);
  if (poll === null || voted || open || me?.role !== 'student') return null;
  return (
    <section className="stage-notice" data-kind="live" aria-label={text.title}>
      <Icon name="chart-bar-big" />
      <span className="grow cut">{poll.question || text.untitled}</span>
      <Button size="sm" kind="primary" onClick={() => togglePanel(desk, polls.name)}>
        {text.answerNow}
      </Button>
    </section>
  );
}

function Stage() {
  const { desk } = useLiveRoom();
  const staff = mayHost(useSelf()?.role);
  const poll = usePollState(currentPoll);
  useEffect(() => {
    if (poll === null) desk.setState({ stage: null });
  }, [desk, poll]);
  return poll !== null && staff ? (
    <Suspense>
      <PollBoard poll={poll} large />
    </Suspense>
  ) : null;
}

/** A poll is read aloud at once as it opens, and with what else happens as its result comes. */
function Announcements({ polls }: { polls: Polls }) {
  const text = useText('polls');
  const poll = useStore(polls.store, currentPoll);
  const round = poll === null ? null : lastRound(poll);
  const stage = poll === null || round === null ? '' : `${roundKey(poll.id, round.number)} ${phase(round)}`;
  const told = useRef<string | null>(null);
  const ended = useRef(new Gathering<string>(narrator, 'polls', (lines) => lines.at(-1) ?? ''));
  useEffect(() => {
    const fresh = told.current !== null;
    if (told.current !== stage && poll !== null && round !== null) {
      const question = poll.question || text.untitled;
      if (round.closed_at === null) narrator.now('polls', text.opened(question));
      else if (fresh) ended.current.add(round.result === null ? text.over : text.resultsIn(question));
    }
    told.current = stage;
  });
  return null;
}

function phase({ closed_at, result }: { closed_at: string | null; result: unknown }): string {
  if (closed_at === null) return 'open';
  return result === null ? 'closed' : 'shown';
}
