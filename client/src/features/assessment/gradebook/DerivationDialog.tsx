import { useQuery } from '@tanstack/react-query';
import type { Derivation } from '../../../core/api.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { getDerivation, type DerivationOf } from './api.ts';

interface DerivationDialogProps {
  courseId: string;
  /** Null: one's own. */
  studentId: string | null;
  title: string;
  of: DerivationOf;
  columnId: string | null;
  /** Of columns and categories, by id. */
  titles: ReadonlyMap<string, string>;
  onClose: () => void;
}

/** Where a number comes from, down to who entered what and why. */
export function DerivationDialog({ courseId, studentId, title, of, columnId, titles, onClose }: DerivationDialogProps) {
  const text = useText('gradebook').derivation;
  const common = useText('common');
  const { data, error, refetch } = useQuery({
    queryKey: ['gradebook', courseId, 'derivation', studentId, of, columnId],
    queryFn: ({ signal }) => getDerivation(courseId, studentId, of, columnId, { signal }),
    refetchOnMount: 'always',
  });
  return (
    <Dialog title={text.title(title)} wide onClose={onClose}>
      {data === undefined ? (
        error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : (
          <SkeletonList label={common.loading} rows={4} />
        )
      ) : (
        <ul className="derivation">
          <Node node={data.derivation} titles={titles} people={data.people} />
        </ul>
      )}
      <div className="acts">
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </Dialog>
  );
}

interface NodeProps {
  node: Derivation;
  titles: ReadonlyMap<string, string>;
  people: Readonly<Record<string, string>>;
}

function Node({ node, titles, people }: NodeProps) {
  const text = useText('gradebook').derivation;
  const format = useFormats();
  const { kind, role = 'counted', why, parts = [] } = node;
  const off = role === 'left_out' || role === 'dropped' || role === 'undone' || role === 'gives_weight';
  const remarks = [
    off || role === 'extra' ? text.roles[role] : '',
    why === null || why === undefined || why === 'so_far' || why === 'if_nothing_more' ? '' : text.whys[why],
    kind === 'category' && node.weight !== undefined && node.weight !== null && !off
      ? text.weight(decimal(node.weight), node.stated_weight ?? null)
      : '',
    node.clause ?? '',
    node.reason ?? '',
    node.change ? text.by(people[node.change.by] ?? '', format.moment(new Date(node.change.at))) : '',
    node.change?.why ?? '',
    node.undone ? text.undone(people[node.undone.by] ?? '') : '',
  ].filter(Boolean);
  // A layer alone under its cell says what the cell says.
  const shown = kind === 'cell' && parts.length === 1 && !parts[0]?.change?.why && !parts[0]?.clause ? [] : parts;
  return (
    <li data-off={off ? '' : undefined}>
      <div className="line">
        <span className="col">
          <span className="medium">{nameOf(node, titles, text)}</span>
          {remarks.length > 0 && <span className="small faint">{remarks.join(' · ')}</span>}
        </span>
        <b>{valueOf(node)}</b>
      </div>
      {shown.length > 0 && (
        <ul>
          {shown.map((part, place) => (
            <Node key={`${part.kind}/${part.about}/${String(place)}`} node={part} titles={titles} people={people} />
          ))}
        </ul>
      )}
    </li>
  );
}

type Words = ReturnType<typeof useText<'gradebook'>>['derivation'];

function nameOf({ kind, about, why, letter }: Derivation, titles: ReadonlyMap<string, string>, text: Words): string {
  if (kind === 'cell' || kind === 'category') return titles.get(about) ?? '';
  if (kind === 'total') return why === 'so_far' ? text.soFar : text.final;
  if (kind === 'scale') return text.scale(letter ?? about);
  if (kind === 'quota') return text.quota(about);
  return text.kinds[kind];
}

/** As people read it; exact fractions stay with the server and its export. */
function valueOf({ kind, value, of, shown, letter }: Derivation): string {
  if (kind === 'grade') return `${letter ?? '–'}${shown ? ` (${shown})` : ''}`;
  if (value === null || value === undefined) return '–';
  if (kind === 'category' || kind === 'total') return `${shown ?? decimal(value)} %`;
  const number =
    kind === 'attendance' || kind === 'rank' || kind === 'quota' ? decimal(value) : (shown ?? decimal(value));
  return of === null || of === undefined ? plain(number) : `${plain(number)} / ${decimal(of)}`;
}

/** An exact fraction to two decimal places at most. */
function decimal(exact: string): string {
  const [over = '0', under = '1'] = exact.split('/');
  return plain((Number(over) / Number(under)).toFixed(2));
}

const plain = (number: string): string => (number.includes('.') ? number.replace(/\.?0+$/, '') : number);
