import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { PersonListed } from '../../core/api.gen.ts';
import { useFormats, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { SearchField, Select } from '../../ui/Field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { MoreOnScroll } from '../../ui/MoreOnScroll.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { SkeletonList } from '../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../ui/State.tsx';
import { useRested } from '../../ui/useRested.ts';
import type { PeopleFilter, PersonStatus } from './api.ts';
import { ImportDialog } from './ImportDialog.tsx';
import { NewPersonDialog } from './NewPersonDialog.tsx';
import { PersonRow } from './PersonRow.tsx';
import { usePeople, useSummary } from './queries.ts';
import { RoleDialog } from './RoleDialog.tsx';
import { ViewDialog } from './ViewDialog.tsx';

const roles = ['admin', 'professor', 'ta', 'student'] as const;
const statuses: readonly PersonStatus[] = ['active', 'invited', 'suspended'];
const RESTED_MS = 200;

type Opened = { kind: 'new' | 'import' } | { kind: 'role' | 'view'; person: PersonListed };

export function PeoplePage() {
  const text = useText('people');
  const common = useText('common');
  const formats = useFormats();
  const [query, setQuery] = useSearchParams();
  const [typed, setTyped] = useState(query.get('search') ?? '');
  const [opened, setOpened] = useState<Opened | null>(null);
  const rested = useRested(typed.trim(), RESTED_MS);
  const filter = filterOf(query, rested);
  const people = usePeople(filter);
  const { data: counts } = useSummary();
  const narrowed = Object.entries(filter).some(([name, value]) => name !== 'sort' && value !== '' && value !== null);
  usePageTitle(text.title);

  const set = (name: string, value: string) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const close = () => setOpened(null);

  const table = () => {
    if (people.failed) {
      return <ErrorState error={people.error} title={text.failed} retry={() => void people.refetch()} />;
    }
    if (people.data === undefined) return <SkeletonList label={common.loading} rows={8} />;
    if (people.items.length === 0) {
      return <State title={text.nobody}>{narrowed ? text.nobodyText : null}</State>;
    }
    return (
      <>
        <div className="card roster">
          <table className="table people-table">
            <thead>
              <tr>
                <Sorted by="name" filter={filter} onSort={(value) => set('sort', value)}>
                  {text.name}
                </Sorted>
                <th className="hide-sm">{text.email}</th>
                <th className="hide-sm">{text.role}</th>
                <th>{text.status}</th>
                <th className="hide-sm">{text.twoStep}</th>
                <Sorted by="-last_seen_at" filter={filter} onSort={(value) => set('sort', value)} className="r hide-sm">
                  {text.lastSeen}
                </Sorted>
                <th>
                  <span className="sr">{common.more}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {people.items.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  onRole={() => setOpened({ kind: 'role', person })}
                  onView={() => setOpened({ kind: 'view', person })}
                />
              ))}
            </tbody>
          </table>
        </div>
        <div className="row faint small list-end">
          <span>
            {narrowed || counts === undefined
              ? text.found(people.items.length, people.hasNextPage)
              : text.shown(formats.number(people.items.length), formats.number(counts.people))}
          </span>
          <MoreOnScroll list={people} />
        </div>
      </>
    );
  };

  return (
    <div className="wrap">
      <header className="phead">
        <div className="col">
          <h1>{text.title}</h1>
          <p className="muted">
            {counts === undefined
              ? '\u00a0'
              : text.counts(formats.number(counts.people), formats.number(counts.online))}
          </p>
        </div>
        <div className="acts">
          <Button icon="file-text" onClick={() => setOpened({ kind: 'import' })}>
            {text.importCsv}
          </Button>
          <Button kind="primary" icon="user-plus" onClick={() => setOpened({ kind: 'new' })}>
            {text.add}
          </Button>
        </div>
      </header>
      <div className="filters">
        <SearchField
          label={text.search}
          value={typed}
          onChange={(value) => {
            setTyped(value);
            set('search', value.trim());
          }}
        />
        <Select aria-label={text.role} value={filter.role ?? ''} onChange={({ target }) => set('role', target.value)}>
          <option value="">{text.anyRole}</option>
          {roles.map((role) => (
            <option key={role} value={role}>
              {common.roles[role]}
            </option>
          ))}
        </Select>
        <Select
          aria-label={text.status}
          value={filter.status ?? ''}
          onChange={({ target }) => set('status', target.value)}
        >
          <option value="">{text.anyStatus}</option>
          {statuses.map((status) => (
            <option key={status} value={status}>
              {text.statuses[status]}
            </option>
          ))}
        </Select>
        <span className="hide-sm">
          <Select
            aria-label={text.twoStep}
            value={query.get('two_step') ?? ''}
            onChange={({ target }) => set('two_step', target.value)}
          >
            <option value="">{text.anyTwoStep}</option>
            <option value="true">{text.on}</option>
            <option value="false">{text.off}</option>
          </Select>
        </span>
      </div>
      {table()}
      {opened?.kind === 'new' && <NewPersonDialog onClose={close} />}
      {opened?.kind === 'import' && <ImportDialog onClose={close} />}
      {opened?.kind === 'role' && <RoleDialog person={opened.person} onClose={close} />}
      {opened?.kind === 'view' && <ViewDialog person={opened.person} onClose={close} />}
    </div>
  );
}

interface SortedProps {
  by: 'name' | '-last_seen_at';
  filter: PeopleFilter;
  onSort: (value: string) => void;
  className?: string;
  children: string;
}

/** A heading that sorts; the order in force has an arrow. */
function Sorted({ by, filter, onSort, className, children }: SortedProps) {
  const on = filter.sort === by;
  const direction = by === 'name' ? 'ascending' : 'descending';
  return (
    <th className={className} aria-sort={on ? direction : undefined}>
      <button type="button" onClick={() => onSort(by === 'name' ? '' : by)}>
        {children}
        {on && <Icon name={by === 'name' ? 'arrow-up' : 'arrow-down'} />}
      </button>
    </th>
  );
}

/** What the address asks for; words that it cannot mean are as if they were not there. */
function filterOf(query: URLSearchParams, search: string): PeopleFilter {
  const twoStep = query.get('two_step');
  return {
    search,
    role: roles.find((role) => role === query.get('role')) ?? null,
    status: statuses.find((status) => status === query.get('status')) ?? null,
    two_step: twoStep === 'true' ? true : twoStep === 'false' ? false : null,
    sort: query.get('sort') === '-last_seen_at' ? '-last_seen_at' : 'name',
  };
}
