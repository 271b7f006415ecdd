import { useMemo, useState } from 'react';
import type { Participant } from '../../core/protocol.gen.ts';
import { useText } from '../../i18n/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useLiveRoom, usePeople, useRoomState, useSelf } from './context.ts';

const GROUPS = ['staff', 'students', 'guests', 'observers'] as const;
type Group = (typeof GROUPS)[number];

/** Hangul first, in its own order, then Latin: as a Korean roster is read. */
const byName = new Intl.Collator('ko');
/** From so many on there is a field to search in. */
const MANY = 12;

export function PeoplePanel() {
  const text = useText('room').peoplePanel;
  const people = usePeople();
  const { features } = useLiveRoom();
  const [search, setSearch] = useState('');
  const groups = useMemo(() => grouped(people, search), [people, search]);
  return (
    <div className="panel-body scroll">
      {people.length > MANY && (
        <div className="search people-search">
          <Icon name="search" />
          <input
            className="input input-quiet"
            type="search"
            value={search}
            placeholder={text.search}
            aria-label={text.search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      )}
      {features.map(({ name, PeopleSection }) => PeopleSection && <PeopleSection key={name} />)}
      {groups.map(([group, members]) => (
        <section key={group} aria-label={text[group]}>
          <h3 className="ghead">
            <span>{text[group]}</span>
            <span className="num">{members.length}</span>
          </h3>
          <ul>
            {members.map((person) => (
              <Row key={person.id} person={person} />
            ))}
          </ul>
        </section>
      ))}
      {groups.length === 0 && search !== '' && <p className="people-none muted">{text.nothingFound(search)}</p>}
    </div>
  );
}

function Row({ person }: { person: Participant }) {
  const text = useText('room');
  const common = useText('common');
  const { features } = useLiveRoom();
  const me = useSelf();
  const selfId = me?.id;
  const items = me === null ? [] : features.flatMap((feature) => feature.personMenu?.(person, me) ?? []);
  const { microphoneOff, microphoneOn, cameraOff, cameraOn, viewOnly, devices } = text.peoplePanel;
  return (
    <li className="prow" data-participant={person.id}>
      <Avatar id={person.id} name={person.name} />
      <div className="col grow">
        <span className="row">
          <span className="medium cut" title={person.name}>
            {person.id === selfId ? common.you(person.name) : person.name}
          </span>
          {person.role !== 'student' && <span className="badge">{text.roles[person.role]}</span>}
          {person.interpreter && <span className="badge">{text.interpreter.name}</span>}
        </span>
        {person.state === 'reconnecting' ? (
          <span className="small t-warn">{text.tile.reconnecting}</span>
        ) : (
          person.connections.length > 1 && <span className="small faint">{devices(person.connections.length)}</span>
        )}
      </div>
      <WeakMark participant={person.id} />
      {features.map(({ name, Mark: Of }) => Of !== undefined && <Of key={name} participant={person} />)}
      {person.sending ? (
        <>
          <Mark
            icon={person.muted.audio ? 'mic-off' : 'mic'}
            label={person.muted.audio ? microphoneOff : microphoneOn}
          />
          <Mark icon={person.muted.video ? 'video-off' : 'video'} label={person.muted.video ? cameraOff : cameraOn} />
        </>
      ) : (
        <span className="small faint">{viewOnly}</span>
      )}
      {items.length > 0 && (
        <Menu label={text.tile.menu(person.name)} items={items} floating>
          <Icon name="ellipsis" />
        </Menu>
      )}
    </li>
  );
}

/** For hosts, who are told how everyone is connected. */
function WeakMark({ participant }: { participant: string }) {
  const text = useText('room').quality;
  const { desk } = useLiveRoom();
  const bad = useRoomState((state) => state.quality.get(participant)?.level === 'poor');
  if (!bad) return null;
  return (
    <IconButton
      small
      icon="wifi-off"
      label={text.mark}
      onClick={() => desk.setState({ dialog: { kind: 'quality', participant } })}
    />
  );
}

function Mark({ icon, label }: { icon: 'mic' | 'mic-off' | 'video' | 'video-off'; label: string }) {
  return (
    <span className={icon.endsWith('-off') ? 't-danger' : 'faint'} title={label}>
      <Icon name={icon} />
      <span className="sr">{label}</span>
    </span>
  );
}

function grouped(people: readonly Participant[], search: string): [Group, Participant[]][] {
  const wanted = search.trim().toLocaleLowerCase();
  const found = people.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  const sorted = found.sort((a, b) => byName.compare(a.name, b.name));
  return GROUPS.map((group): [Group, Participant[]] => [
    group,
    sorted.filter((person) => groupOf(person) === group),
  ]).filter(([, members]) => members.length > 0);
}

function groupOf({ role }: Participant): Group {
  if (role === 'observer') return 'observers';
  if (role === 'guest') return 'guests';
  return role === 'student' ? 'students' : 'staff';
}
