import '../../../ui/css/breakouts.css';
import { useState, type DragEvent, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Breakout, Group, GroupActivity, GroupAssignment, Participant } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { State } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { usePeople, useSelf } from '../../media/context.ts';
import { BoardThumbnail } from '../whiteboard/BoardThumbnail.tsx';
import type { Breakouts } from './breakouts.ts';
import { isMember, withMoved } from './places.ts';
import { useAsk } from './useAsk.ts';

/** Nobody has spoken for so long, in seconds: staff may want to look in. */
const SILENT = 60;

const DRAGGED = 'application/x-eduforum-person';

/** All groups beside each other: to be changed by hand before they open, to be watched afterwards. */
export default function GroupsStage({ breakouts }: { breakouts: Breakouts }) {
  const text = useText('breakouts');
  const breakout = useStore(breakouts.store, (state) => state.breakout);
  if (breakout === null) return <State title={text.noneTitle}>{text.none}</State>;
  return <Groups breakouts={breakouts} breakout={breakout} />;
}

function Groups({ breakouts, breakout }: { breakouts: Breakouts; breakout: Breakout }) {
  const text = useText('breakouts');
  const people = usePeople();
  const me = useSelf();
  const numbers = useStore(breakouts.store, ({ plan, desk }) => (desk?.method === 'mixed' ? plan.numbers : null));
  const activity = useStore(breakouts.store, (state) => state.activity);
  const { busy, ask } = useAsk();
  const placed = new Set(breakout.groups.flatMap((group) => group.people));
  const loose = people.filter((person) => !placed.has(person.id) && isMember(person));
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? text.absent;
  const labelOf = (id: string | null) => {
    const group = breakout.groups.find((each) => each.id === id);
    return group === undefined ? text.plenary : text.label(group.number, group.name);
  };

  const put = (person: string, to: string | null) =>
    breakout.state === 'open'
      ? breakouts.move(person, to)
      : breakouts.assign(
          breakouts.store.getState().breakout?.version ?? breakout.version,
          withMoved(breakouts.store.getState().breakout?.groups ?? breakout.groups, person, to),
        );
  const move = async (person: string, to: string | null) => {
    const from = breakout.groups.find((group) => group.people.includes(person))?.id ?? null;
    if (from === to) return;
    if (await ask(() => put(person, to))) {
      toast(text.moved(nameOf(person), labelOf(to)), () => void ask(() => put(person, from)));
    }
  };
  const setGroups = (groups: GroupAssignment[]) => void ask(() => breakouts.assign(breakout.version, groups));

  const row = (id: string, from: string | null) => {
    const person = people.find((each) => each.id === id);
    const number = numbers?.[id];
    return (
      <PersonRow
        key={id}
        id={id}
        name={person?.name ?? text.absent}
        here={person !== undefined}
        speaking={from !== null && (activity.get(from)?.speaking.includes(id) ?? false)}
        note={number === undefined ? undefined : String(number)}
      >
        <Menu
          floating
          className="icon-btn icon-btn-sm"
          label={text.moveLabel(nameOf(id))}
          items={[...breakout.groups.map((group) => group.id), null]
            .filter((to) => to !== from)
            .map((to) => ({ label: text.moveTo(labelOf(to)), onSelect: () => void move(id, to) }))}
        >
          <Icon name="ellipsis" />
        </Menu>
      </PersonRow>
    );
  };

  return (
    <div className="groups">
      <header className="row groups-head">
        <h2 className="cut grow">{text.title}</h2>
        <span className="faint num">{text.summary(breakout.groups.length, placed.size)}</span>
        {breakout.state === 'prepared' && (
          <Button
            size="sm"
            kind="quiet"
            icon="plus"
            busy={busy}
            onClick={() => setGroups([...withMoved(breakout.groups, '', null), { id: null, name: '', people: [] }])}
          >
            {text.addGroup}
          </Button>
        )}
      </header>
      <div className="groups-grid">
        {loose.length > 0 && (
          <Dropping onDrop={(person) => void move(person, null)} label={text.unplaced} className="group loose">
            <header>
              <b className="strong grow cut">{text.unplaced}</b>
              <span className="small faint num">{loose.length}</span>
            </header>
            <ul>{loose.map(({ id }) => row(id, null))}</ul>
          </Dropping>
        )}
        {breakout.groups.map((group) => (
          <Dropping
            key={group.id}
            onDrop={(person) => void move(person, group.id)}
            label={text.label(group.number, group.name)}
            className="group"
          >
            <GroupHead
              group={group}
              open={breakout.state === 'open'}
              onRename={(name) =>
                setGroups(
                  withMoved(breakout.groups, '', null).map((each) => (each.id === group.id ? { ...each, name } : each)),
                )
              }
              onRemove={
                breakout.groups.length > 1
                  ? () => setGroups(withMoved(breakout.groups, '', null).filter((each) => each.id !== group.id))
                  : null
              }
            />
            <ul>{group.people.map((id) => row(id, group.id))}</ul>
            {breakout.state === 'open' && (
              <BoardThumbnail
                sessionId={breakouts.sessionId}
                board={group.id}
                alt={text.board(text.label(group.number, group.name))}
              />
            )}
            {breakout.state === 'open' && (
              <GroupFoot
                group={group}
                activity={activity.get(group.id)}
                people={people}
                visiting={group.visitors.some(({ participant_id }) => participant_id === me?.id)}
                busy={busy}
                onVisit={(inside) => me !== null && void ask(() => breakouts.move(me.id, inside ? group.id : null))}
              />
            )}
          </Dropping>
        ))}
      </div>
    </div>
  );
}

interface DroppingProps {
  label: string;
  className: string;
  onDrop: (person: string) => void;
  children: ReactNode;
}

/** Takes a person who is dragged here; the menu of each person does the same without a pointer. */
function Dropping({ label, className, onDrop, children }: DroppingProps) {
  const [over, setOver] = useState(false);
  const takes = (event: DragEvent) => event.dataTransfer.types.includes(DRAGGED);
  return (
    <section
      className={className}
      aria-label={label}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!takes(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!takes(event)) return;
        event.preventDefault();
        onDrop(event.dataTransfer.getData(DRAGGED));
      }}
    >
      {children}
    </section>
  );
}

interface PersonRowProps {
  id: string;
  name: string;
  here: boolean;
  speaking: boolean;
  note: string | undefined;
  children: ReactNode;
}

function PersonRow({ id, name, here, speaking, note, children }: PersonRowProps) {
  const text = useText('breakouts');
  return (
    <li
      className="group-person"
      draggable
      data-speaking={speaking || undefined}
      data-away={!here || undefined}
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED, id);
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <Avatar id={id} name={name} size={24} />
      <span className="cut grow" title={name}>
        {name}
      </span>
      {speaking && <span className="sr">{text.speaking}</span>}
      {!here && <span className="small faint">{text.away}</span>}
      {note !== undefined && <span className="small faint num">{note}</span>}
      {children}
    </li>
  );
}

interface GroupHeadProps {
  group: Group;
  open: boolean;
  onRename: (name: string) => void;
  onRemove: (() => void) | null;
}

function GroupHead({ group, open, onRename, onRemove }: GroupHeadProps) {
  const text = useText('breakouts');
  const [name, setName] = useState<string | null>(null);
  const label = text.label(group.number, group.name);
  if (name !== null) {
    const done = () => {
      setName(null);
      if (name.trim() !== group.name) onRename(name.trim());
    };
    return (
      <header>
        <input
          className="input"
          // The person has just asked to write here.
          ref={(element) => element?.focus()}
          aria-label={text.nameLabel(label)}
          value={name}
          maxLength={60}
          placeholder={text.label(group.number, '')}
          onChange={(event) => setName(event.target.value)}
          onBlur={done}
          onKeyDown={(event) => {
            if (event.key === 'Enter') done();
            if (event.key === 'Escape') {
              event.stopPropagation();
              setName(null);
            }
          }}
        />
      </header>
    );
  }
  return (
    <header>
      <b className="strong grow cut">{label}</b>
      {group.help !== null && (
        <span className="badge" data-kind="warn">
          {text.callsForHelp}
        </span>
      )}
      <span className="small faint num">{group.people.length}</span>
      {!open && (
        <Menu
          floating
          className="icon-btn icon-btn-sm"
          label={text.options(label)}
          items={[
            { label: text.rename, icon: 'pencil', onSelect: () => setName(group.name) },
            ...(onRemove === null ? [] : [{ label: text.remove, icon: 'x' as const, onSelect: onRemove }]),
          ]}
        >
          <Icon name="ellipsis" />
        </Menu>
      )}
    </header>
  );
}

interface GroupFootProps {
  group: Group;
  activity: GroupActivity | undefined;
  people: readonly Participant[];
  visiting: boolean;
  busy: boolean;
  onVisit: (inside: boolean) => void;
}

function GroupFoot({ group, activity, people, visiting, busy, onVisit }: GroupFootProps) {
  const text = useText('breakouts');
  const silent = activity?.silent ?? null;
  const visitors = group.visitors.flatMap(
    ({ participant_id }) => people.find(({ id }) => id === participant_id)?.name ?? [],
  );
  const shares = people.find(({ id, screen }) => screen && group.people.includes(id));
  return (
    <footer>
      {shares !== undefined && (
        <span className="group-shares" title={text.shares(shares.name)}>
          <Icon name="screen-share" size={16} />
          <span className="sr">{text.shares(shares.name)}</span>
        </span>
      )}
      <span className="small grow cut">
        {silent !== null && silent > SILENT ? (
          <span className="group-silent">{text.silent(Math.floor(silent / 60))}</span>
        ) : visitors.length > 0 ? (
          text.visitors(visitors)
        ) : (activity?.speaking.length ?? 0) > 0 ? (
          text.talking
        ) : null}
      </span>
      <Button size="sm" busy={busy} aria-pressed={visiting} onClick={() => onVisit(!visiting)}>
        {visiting ? text.leaveGroup : text.visit}
      </Button>
    </footer>
  );
}
