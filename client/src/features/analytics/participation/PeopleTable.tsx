import { useState, type CSSProperties } from 'react';
import type { PersonParticipation } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { useNow } from '../../../ui/useNow.ts';
import { useLiveRoom, usePeople, useSelf } from '../../media/context.ts';
import { PHONE, useMedia } from '../../media/useMedia.ts';
import {
  columnsFor,
  duration,
  filters,
  hasSpoken,
  passes,
  quietMinutes,
  shownAs,
  sorted,
  talkRate,
  type Column,
  type Filter,
  type Order,
} from './insights.ts';

/** Everybody by name: who has spoken least stands first. */
export function PeopleTable({ people }: { people: readonly PersonParticipation[] }) {
  const text = useText('insights');
  const { locale } = useFormats();
  const now = useNow();
  const phone = useMedia(PHONE);
  const [filter, setFilter] = useState<Filter>('all');
  const [order, setOrder] = useState<Order>({ by: 'talk', down: false });
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase(locale);
  const most = Math.max(...people.map(talkRate), 0.001);
  const columns = columnsFor(people);
  const shown = sorted(
    people.filter((person) => passes(person, filter, now) && person.name.toLocaleLowerCase(locale).includes(wanted)),
    order,
    locale,
  );
  const head = (column: Column) => (
    <th
      key={column}
      scope="col"
      className={column === 'name' || column === 'talk' ? `of-${column}` : `r of-${column}`}
      aria-sort={order.by !== column ? undefined : order.down ? 'descending' : 'ascending'}
    >
      <button
        type="button"
        onClick={() => setOrder({ by: column, down: order.by === column ? !order.down : column !== 'name' })}
      >
        {text.columns[column]}
        {order.by === column && <Icon name={order.down ? 'arrow-down' : 'arrow-up'} />}
      </button>
    </th>
  );
  const row = (person: PersonParticipation) => ({
    person,
    columns,
    share: talkRate(person) / most,
    quiet: quietMinutes(person, now),
  });
  return (
    <section className="dashcard" aria-label={text.people}>
      <div className="filters">
        <Segments
          label={text.show}
          value={filter}
          options={filters.map((value) => ({
            value,
            label: text.filters[value](people.filter((person) => passes(person, value, now)).length),
          }))}
          onChange={setFilter}
        />
        <div className="search">
          <Icon name="search" />
          <input
            className="input input-quiet"
            type="search"
            aria-label={text.search}
            placeholder={text.search}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      </div>
      {phone ? (
        <ul className="dash-list">
          {shown.map((person) => (
            <PersonItem key={person.participant_id} {...row(person)} />
          ))}
        </ul>
      ) : (
        <div className="dash-scroll" tabIndex={0} role="group" aria-label={text.people}>
          <table className="table" style={{ '--numbers': columns.length - 2 } as CSSProperties}>
            <thead>
              <tr>
                {columns.map(head)}
                <td className="of-menu" />
              </tr>
            </thead>
            <tbody>
              {shown.map((person) => (
                <PersonRow key={person.participant_id} {...row(person)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown.length === 0 && <p className="small faint dash-none">{people.length === 0 ? text.nobody : text.none}</p>}
    </section>
  );
}

interface PersonProps {
  person: PersonParticipation;
  columns: readonly Column[];
  /** Of the talk of whoever talks most, 0–1, per minute present. */
  share: number;
  quiet: number | null;
}

function PersonRow({ person, columns, share, quiet }: PersonProps) {
  const text = useText('insights');
  const titles: Partial<Record<Column, string>> = {
    groups: text.groupsOf(duration(person.in_groups), person.group_messages),
    text: text.textOf(person.messages, person.questions),
  };
  return (
    <tr className={hasSpoken(person) ? undefined : 'quiet'} data-away={!person.present || undefined}>
      <th scope="row">
        <Who person={person} quiet={quiet} />
      </th>
      {columns.map((column) =>
        column === 'name' ? null : column === 'talk' ? (
          <td key={column}>
            <Talk person={person} share={share} />
          </td>
        ) : (
          <td key={column} className="r" title={titles[column]}>
            {shownAs(person, column)}
          </td>
        ),
      )}
      <td className="of-menu">
        <PersonMenu person={person} />
      </td>
    </tr>
  );
}

/** On a phone: the name with all else in one line below it. */
function PersonItem({ person, columns, share, quiet }: PersonProps) {
  const text = useText('insights');
  const rest = columns.flatMap((column) =>
    column === 'name' || column === 'talk' ? [] : [`${text.columns[column]} ${shownAs(person, column)}`],
  );
  return (
    <li className={hasSpoken(person) ? undefined : 'quiet'} data-away={!person.present || undefined}>
      <div className="row">
        <span className="grow dash-name">
          <Who person={person} quiet={quiet} />
        </span>
        <PersonMenu person={person} />
      </div>
      <Talk person={person} share={share} />
      <p className="small faint num">{rest.join(' · ')}</p>
    </li>
  );
}

function Who({ person, quiet }: { person: PersonParticipation; quiet: number | null }) {
  const text = useText('insights');
  return (
    <span className="row">
      <span data-speaking={person.speaking || undefined} className="dash-who">
        <Avatar id={person.participant_id} name={person.name} size={24} />
      </span>
      <span className="col">
        <span className="cut" title={person.name}>
          {person.name}
        </span>
        {!person.present ? (
          <span className="small faint">{text.away}</span>
        ) : (
          quiet !== null && quiet >= 10 && <span className="small t-warn cut">{text.quiet(quiet)}</span>
        )}
      </span>
      {person.speaking && <span className="sr">{text.speaking}</span>}
    </span>
  );
}

function Talk({ person, share }: { person: PersonParticipation; share: number }) {
  const text = useText('insights');
  return (
    <span className="row row-3" title={text.talkOf(person.turns, Math.round(talkRate(person) * 10) / 10)}>
      <span
        className="bar grow"
        data-kind="voice"
        aria-hidden="true"
        style={{ '--v': `${share * 100}%` } as CSSProperties}
      >
        <i />
      </span>
      <span className="num dash-time">
        {person.spoken === 0 ? (
          <>
            <span aria-hidden="true">–</span>
            <span className="sr">{text.unspoken}</span>
          </>
        ) : (
          duration(person.spoken)
        )}
      </span>
    </span>
  );
}

/** What can be done with somebody who is here, as their tile has it: give them the floor, write to them. */
function PersonMenu({ person }: { person: PersonParticipation }) {
  const room = useText('room');
  const { features } = useLiveRoom();
  const me = useSelf();
  const here = usePeople().find(({ id }) => id === person.participant_id);
  if (me === null || here === undefined) return null;
  return (
    <Menu
      label={room.tile.menu(person.name)}
      className="icon-btn icon-btn-sm"
      items={() => features.flatMap((feature) => feature.personMenu?.(here, me) ?? [])}
      floating
    >
      <Icon name="ellipsis" />
    </Menu>
  );
}
