import { useState, type CSSProperties } from 'react';
import type { PersonParticipation } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { useNow } from '../../../ui/useNow.ts';
import {
  columns,
  duration,
  filters,
  passes,
  quietMinutes,
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
  const [filter, setFilter] = useState<Filter>('all');
  const [order, setOrder] = useState<Order>({ by: 'talk', down: false });
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase(locale);
  const most = Math.max(...people.map(talkRate), 0.001);
  const shown = sorted(
    people.filter((person) => passes(person, filter, now) && person.name.toLocaleLowerCase(locale).includes(wanted)),
    order,
    locale,
  );
  const head = (column: Column) => (
    <th
      key={column}
      scope="col"
      className={column === 'name' || column === 'talk' ? undefined : 'r'}
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
      <div className="dash-scroll">
        <table className="table">
          <thead>
            <tr>{columns.map(head)}</tr>
          </thead>
          <tbody>
            {shown.map((person) => (
              <PersonRow key={person.participant_id} person={person} most={most} quiet={quietMinutes(person, now)} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className="small faint dash-none">{people.length === 0 ? text.nobody : text.none}</p>}
      </div>
    </section>
  );
}

interface PersonRowProps {
  person: PersonParticipation;
  most: number;
  quiet: number | null;
}

function PersonRow({ person, most, quiet }: PersonRowProps) {
  const text = useText('insights');
  const written = person.messages + person.group_messages + person.questions;
  return (
    <tr className={person.spoken === 0 ? 'quiet' : undefined} data-away={!person.present || undefined}>
      <th scope="row">
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
              quiet !== null && quiet >= 10 && <span className="small t-warn">{text.quiet(quiet)}</span>
            )}
          </span>
          {person.speaking && <span className="sr">{text.speaking}</span>}
        </span>
      </th>
      <td>
        <span className="row row-3" title={text.talkOf(person.turns, duration(person.in_groups))}>
          <span
            className="bar grow"
            data-kind="voice"
            aria-hidden="true"
            style={{ '--v': `${(talkRate(person) / most) * 100}%` } as CSSProperties}
          >
            <i />
          </span>
          <span className="num dash-time">
            {person.spoken === 0 ? <abbr title={text.unspoken}>–</abbr> : duration(person.spoken)}
          </span>
        </span>
      </td>
      <td className="r" title={text.writtenOf(person.messages, person.group_messages, person.questions)}>
        {written}
      </td>
      <td className="r">{person.rounds === 0 ? '–' : `${person.answered}/${person.rounds}`}</td>
      <td className="r">{person.hands}</td>
    </tr>
  );
}
