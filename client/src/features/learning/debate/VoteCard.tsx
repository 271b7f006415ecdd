import { useState } from 'react';
import { useStore } from 'zustand';
import type { Debate } from '../../../core/protocol.gen.ts';
import { RequestError } from '../../../core/socket.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Choice } from '../polls/Choice.tsx';
import type { Debates } from './debates.ts';
import type { Vote } from './state.ts';
import type { OwnViews, View } from './views.ts';

const VIEWS: readonly View[] = ['for', 'against', 'undecided'];

interface VoteProps {
  debates: Debates;
  debate: Debate;
  vote: Vote;
}

/** One's own view, in secret. */
export function VoteCard({ debates, debate, vote }: VoteProps) {
  const text = useText('debate').vote;
  const { own: views } = useStore(debates.views);
  return (
    <section className="col gap-3" aria-label={text[vote]}>
      <h4>{text[vote]}</h4>
      {!window.isSecureContext ? (
        <p className="note" data-kind="warn" role="alert">
          <Icon name="lock" />
          {text.insecure}
        </p>
      ) : (
        views !== null && <Ballot key={vote} debates={debates} debate={debate} vote={vote} views={views} />
      )}
    </section>
  );
}

function Ballot({ debates, debate, vote, views }: VoteProps & { views: OwnViews }) {
  const text = useText('debate').vote;
  const describe = useErrorText();
  const own = views.own(debate.id, vote);
  const first = views.own(debate.id, 'before');
  const token = useStore(debates.store, (state) => state.token);
  const [view, setView] = useState<View | null>(own?.ballot ?? null);
  if (vote === 'after' && first?.refused !== null) return <p className="muted">{text.late}</p>;
  if (vote === 'before' && token && own === null) return <p className="muted">{text.elsewhere}</p>;
  const same = own?.ballot === view;
  return (
    <form
      className="col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (view !== null && !same) void views.vote(vote, view);
      }}
    >
      <Choice
        legend={text.title}
        options={VIEWS.map((value) => ({ value, label: text[value] }))}
        value={view}
        onChange={setView}
      />
      {own !== null && own.refused !== null ? (
        <p className="small t-danger" role="alert">
          {describe(new RequestError(own.refused)).what}
        </p>
      ) : own !== null && same ? (
        <p className={`small row gap-1 ${own.phase === 'waiting' ? 'muted' : 't-success'}`} role="status">
          <Icon name={own.phase === 'waiting' ? 'clock-3' : 'check'} size={14} />
          {text[own.phase]} {text.mayChange}
        </p>
      ) : null}
      <Button kind="primary" size="lg" block type="submit" disabled={view === null || same}>
        {own === null ? text.submit : text.change}
      </Button>
      <p className="small faint">{text.promise}</p>
      {vote === 'before' && <p className="small faint">{text.keep}</p>}
    </form>
  );
}
