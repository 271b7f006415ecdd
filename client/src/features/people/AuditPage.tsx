import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { AuditEntry } from '../../core/api.gen.ts';
import type { Role } from '../../core/types.ts';
import { useErrorText, useFormats, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { SearchField, Select } from '../../ui/Field.tsx';
import { MoreOnScroll } from '../../ui/MoreOnScroll.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { SkeletonList } from '../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../ui/State.tsx';
import { toast } from '../../ui/toasts.ts';
import { useRested } from '../../ui/useRested.ts';
import { handOver } from '../../ui/handOver.ts';
import { auditTable, type Act, type AuditFilter } from './api.ts';
import { dayAfter, startOf } from './days.ts';
import { useAudit } from './queries.ts';

const RESTED_MS = 200;

/** Who did what to whom, the newest first. The address keeps what is asked for. */
export function AuditPage() {
  const text = useText('people').audit;
  const common = useText('common');
  const describe = useErrorText();
  const [query, setQuery] = useSearchParams();
  const [typed, setTyped] = useState(query.get('search') ?? '');
  const [saving, setSaving] = useState(false);
  const acts = Object.keys(text.acts) as Act[];
  const filter: AuditFilter = {
    search: useRested(typed.trim(), RESTED_MS),
    act: acts.find((act) => act === query.get('act')) ?? null,
    person_id: query.get('person'),
    since: startOf(query.get('since'))?.toISOString() ?? null,
    until: dayAfter(query.get('until'))?.toISOString() ?? null,
  };
  const entries = useAudit(filter);
  const person = query.get('person') === null ? null : query.get('name');
  usePageTitle(text.title);

  const set = (fields: Record<string, string>) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(fields)) {
          if (value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  const download = () => {
    setSaving(true);
    auditTable(filter)
      .then(
        (file) => handOver(file, 'audit.csv'),
        (fault: unknown) => toast(describe(fault).what),
      )
      .finally(() => setSaving(false));
  };

  const table = () => {
    if (entries.failed) {
      return <ErrorState error={entries.error} title={text.failed} retry={() => void entries.refetch()} />;
    }
    if (entries.data === undefined) return <SkeletonList label={common.loading} rows={8} />;
    if (entries.items.length === 0) return <State title={text.none}>{text.noneText}</State>;
    return (
      <>
        <div className="card roster">
          <table className="table audit-table">
            <thead>
              <tr>
                <th>{text.when}</th>
                <th>{text.what}</th>
                <th className="hide-sm">{text.who}</th>
              </tr>
            </thead>
            <tbody>
              {entries.items.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </tbody>
          </table>
        </div>
        <div className="row list-end">
          <MoreOnScroll list={entries} />
        </div>
      </>
    );
  };

  return (
    <div className="wrap">
      <header className="phead">
        <h1>{text.title}</h1>
        <div className="acts">
          <Button icon="download" busy={saving} onClick={download}>
            {text.download}
          </Button>
        </div>
      </header>
      <div className="filters">
        <SearchField
          label={text.search}
          value={typed}
          onChange={(value) => {
            setTyped(value);
            set({ search: value.trim() });
          }}
        />
        <Select aria-label={text.what} value={filter.act ?? ''} onChange={({ target }) => set({ act: target.value })}>
          <option value="">{text.anyAct}</option>
          {acts.map((act) => (
            <option key={act} value={act}>
              {text.acts[act]}
            </option>
          ))}
        </Select>
        {(['since', 'until'] as const).map((bound) => (
          <label key={bound} className="row small muted">
            {text[bound]}
            <input
              className="input"
              type="date"
              value={query.get(bound) ?? ''}
              onChange={({ target }) => set({ [bound]: target.value })}
            />
          </label>
        ))}
        {person !== null && (
          <Button size="sm" icon="x" onClick={() => set({ person: '', name: '' })}>
            {text.only(person)}
          </Button>
        )}
      </div>
      {table()}
    </div>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const text = useText('people').audit;
  const formats = useFormats();
  const at = new Date(entry.at);
  const facts = useFacts(entry);
  const who = entry.actor?.name ?? text.server;
  return (
    <tr>
      <td className="muted audit-when">
        <time dateTime={entry.at} title={formats.moment(at)}>
          {formats.day(at)} {formats.time(at)}
        </time>
      </td>
      <td>
        <span className="col">
          <span>
            <span className="medium">{text.acts[entry.act]}</span>
            {entry.subject_name !== null && <span> · {entry.subject_name}</span>}
          </span>
          {facts !== '' && <span className="small faint audit-facts">{facts}</span>}
          <span className="small faint phone-only">{who}</span>
        </span>
      </td>
      <td className="hide-sm">
        <span className="cut block" title={entry.actor?.email}>
          {who}
        </span>
      </td>
    </tr>
  );
}

/** What else the entry says, in words. */
function useFacts({ act, details }: AuditEntry): string {
  const text = useText('people').audit;
  const roles = useText('common').roles;
  const { from, to, role, reason, created, existing, faulty } = details;
  const named = (value: unknown) => roles[value as Role];
  switch (act) {
    case 'person.role_changed':
      return text.fromTo(named(from), named(to));
    case 'people.imported':
      return text.imported(Number(created), Number(existing), Number(faulty));
    case 'person.created':
      return role === undefined ? '' : named(role);
    default:
      return typeof reason === 'string' ? text.because(reason) : '';
  }
}
