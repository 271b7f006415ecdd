import { lazy, Suspense, useEffect, useState } from 'react';
import type { PreparedPoll } from '../../../core/api.gen.ts';
import type { Participant, Poll } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Icon, type IconName } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { toast } from '../../../ui/toasts.ts';
import { usePeople, useRoomState } from '../../media/context.ts';
import { deletePrepared, listPrepared } from './api.ts';
import { useAct } from '../../media/useAct.ts';
import { usePolls, usePollState } from './context.ts';
import { PollBoard } from './PollBoard.tsx';
import { currentPoll, openPoll } from './state.ts';

const PollDialog = lazy(() => import('./PollDialog.tsx'));

export const KIND_ICONS: Record<Poll['kind'], IconName> = {
  single: 'circle-dot',
  multiple: 'list-checks',
  rating: 'star',
  text: 'type',
  words: 'cloud',
  ranking: 'list-ordered',
};

/** Staff ask, watch and show; what is prepared and what was asked is below. */
export function StaffPanel() {
  const text = useText('polls');
  const store = usePolls();
  const course = useRoomState((state) => state.entered?.session.course_id ?? '');
  const [chosen, setChosen] = useState<string | null>(null);
  const running = usePollState(openPoll);
  const current = usePollState(currentPoll);
  const picked = usePollState((state) => state.polls.find(({ id }) => id === chosen) ?? null);
  const polls = usePollState((state) => state.polls);
  const [dialog, setDialog] = useState<{ prepared: PreparedPoll | null } | null>(null);
  const prepared = usePrepared();
  const shown = running ?? picked ?? current;
  const earlier = polls.filter(({ id }) => id !== shown?.id).reverse();
  return (
    <div className="panel-body poll-panel scroll">
      {shown !== null && <PollBoard poll={shown} />}
      {running !== null && <NotAnswered poll={running} />}
      <section className="col gap-2" aria-label={text.prepared}>
        <h3>{text.prepared}</h3>
        <PreparedList prepared={prepared} busy={running !== null} onEdit={(each) => setDialog({ prepared: each })} />
        <Button kind="quiet" icon="plus" className="poll-new" onClick={() => setDialog({ prepared: null })}>
          {text.quick}
        </Button>
      </section>
      {earlier.length > 0 && (
        <section className="col gap-2" aria-label={text.earlier}>
          <h3>{text.earlier}</h3>
          <ul className="card col">
            {earlier.map((poll) => (
              <Row key={poll.id} kind={poll.kind} question={poll.question} names={poll.names}>
                <Button size="sm" disabled={running !== null} onClick={() => setChosen(poll.id)}>
                  {text.view}
                </Button>
              </Row>
            ))}
          </ul>
        </section>
      )}
      {dialog !== null && (
        <Suspense>
          <PollDialog
            courseId={course}
            prepared={dialog.prepared}
            start={(content, seconds) => store.act({ type: 'poll:open', content, prepared: null, seconds })}
            mayStart={running === null}
            onSaved={prepared.reload}
            onClose={() => setDialog(null)}
          />
        </Suspense>
      )}
    </div>
  );
}

interface Prepared {
  list: readonly PreparedPoll[] | null;
  failed: boolean;
  reload: () => void;
}

function usePrepared(): Prepared {
  const course = useRoomState((state) => state.entered?.session.course_id ?? null);
  const [list, setList] = useState<readonly PreparedPoll[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (course === null) return;
    let gone = false;
    listPrepared(course)
      .then((found) => {
        if (gone) return;
        setList(found);
        setFailed(false);
      })
      .catch(() => !gone && setFailed(true));
    return () => {
      gone = true;
    };
  }, [course, asked]);
  return { list, failed, reload: () => setAsked((count) => count + 1) };
}

interface PreparedListProps {
  prepared: Prepared;
  busy: boolean;
  onEdit: (poll: PreparedPoll) => void;
}

function PreparedList({ prepared: { list, failed, reload }, busy, onEdit }: PreparedListProps) {
  const text = useText('polls');
  const polls = usePolls();
  const act = useAct();
  if (failed) {
    return (
      <p className="small muted row">
        {text.preparedFailed}
        <button type="button" className="link small" onClick={reload}>
          {text.retry}
        </button>
      </p>
    );
  }
  if (list === null) return <div className="skeleton poll-skeleton" aria-hidden="true" />;
  if (list.length === 0) return <p className="small muted">{text.preparedNone}</p>;
  const remove = (poll: PreparedPoll) =>
    act.run(async () => {
      await deletePrepared(poll.id);
      reload();
      toast(text.deleted);
    });
  return (
    <ul className="card col">
      {list.map((poll) => (
        <Row key={poll.id} kind={poll.content.kind} question={poll.content.question} names={poll.content.names}>
          <Button
            size="sm"
            busy={act.busy}
            disabled={busy}
            onClick={() =>
              act.run(() => polls.act({ type: 'poll:open', prepared: poll.id, content: null, seconds: null }))
            }
          >
            {text.start}
          </Button>
          <Menu
            label={text.more(poll.content.question || text.untitled)}
            className="icon-btn icon-btn-sm"
            floating
            items={[
              { label: text.edit, icon: 'pencil', onSelect: () => onEdit(poll) },
              { label: text.delete, icon: 'trash-2', danger: true, onSelect: () => remove(poll) },
            ]}
          >
            <Icon name="ellipsis" />
          </Menu>
        </Row>
      ))}
    </ul>
  );
}

interface RowProps {
  kind: Poll['kind'];
  question: string;
  names: Poll['names'];
  children: React.ReactNode;
}

function Row({ kind, question, names, children }: RowProps) {
  const text = useText('polls');
  return (
    <li className="poll-row">
      <Icon name={KIND_ICONS[kind]} />
      <div className="col grow">
        <span className="cut" title={question}>
          {question || text.untitled}
        </span>
        <span className="small faint cut">
          {text.kinds[kind]} · {text.names[names]}
        </span>
      </div>
      {children}
    </li>
  );
}

function NotAnswered({ poll }: { poll: Poll }) {
  const text = useText('polls');
  const missing = useMissing(poll);
  return (
    <section className="col gap-2" aria-label={text.notAnswered(missing.length)}>
      <div className="row">
        <h3 className="num">{text.notAnswered(missing.length)}</h3>
        <span className="end small faint">{text.staffOnly}</span>
      </div>
      {missing.length === 0 ? (
        <p className="small muted">{text.everyoneAnswered}</p>
      ) : (
        <ul className="col">
          {missing.map((person) => (
            <li key={person.id} className="poll-missing">
              <Avatar id={person.id} name={person.name} size={24} />
              <span className="cut grow">{person.name}</span>
              {person.state === 'reconnecting' && <span className="small t-warn">{text.reconnecting}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Students in the room who have not voted in the round. */
function useMissing(poll: Poll): readonly Participant[] {
  const people = usePeople();
  const voted = usePollState((state) => state.details[poll.id]?.rounds.at(-1)?.voted);
  return people.filter(({ id, role }) => role === 'student' && !(voted ?? []).includes(id));
}
