import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { MyColumn, MyGrades } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { CourseFrame } from '../../courses/CourseFrame.tsx';
import { whatIf, type DerivationOf } from './api.ts';
import { DerivationDialog } from './DerivationDialog.tsx';
import { titlesOf } from './dialogs.tsx';
import { useMine } from './queries.ts';
import { isNumber } from './useSaving.ts';

/** A student's own grades. */
export function MyGradesPage({ course }: { course: Course }) {
  const text = useText('gradebook');
  const common = useText('common');
  const { data, error, refetch } = useMine(course.id);
  return (
    <CourseFrame course={course} tab="grades" acts={null}>
      {data === undefined ? (
        error ? (
          <ErrorState error={error} title={text.failed} retry={() => void refetch()} />
        ) : (
          <SkeletonList label={common.loading} rows={5} />
        )
      ) : data.columns.length === 0 ? (
        <State ghost title={text.mine.empty}>
          {text.mine.emptyText}
        </State>
      ) : (
        <Loaded course={course} mine={data} />
      )}
    </CourseFrame>
  );
}

interface Asked {
  of: DerivationOf;
  columnId: string | null;
  title: string;
}

function Loaded({ course, mine }: { course: Course; mine: MyGrades }) {
  const all = useText('gradebook');
  const text = all.mine;
  const [asked, setAsked] = useState<Asked | null>(null);
  const [trying, setTrying] = useState(false);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const supposed = useDeferredValue(
    JSON.stringify(
      Object.entries(typed)
        .filter(([, points]) => isNumber(points))
        .map(([column_id, points]) => ({ column_id, points: points.trim() })),
    ),
  );
  const tried = useQuery({
    queryKey: ['gradebook', course.id, 'what-if', supposed],
    queryFn: ({ signal }) =>
      whatIf(course.id, JSON.parse(supposed) as { column_id: string; points: string }[], { signal }),
    enabled: trying && mine.totals !== null && supposed !== '[]',
    placeholderData: (before) => before,
  });
  const totals = trying && supposed !== '[]' ? tried.data : mine.totals;
  const ask = (of: DerivationOf, title: string, columnId: string | null = null) => setAsked({ of, title, columnId });
  return (
    <>
      {mine.totals === null ? (
        <p className="muted">{text.hidden}</p>
      ) : (
        <section className="card my-summary" aria-label={all.totals.final}>
          <div role="status">
            <dl className="row my-total">
              <div>
                <dt>{trying ? text.supposed(all.totals.so_far) : all.totals.so_far}</dt>
                <dd>{totals?.so_far ?? '–'}</dd>
              </div>
              <div>
                <dt>{trying ? text.supposed(text.final) : text.final}</dt>
                <dd>{totals?.final ?? '–'}</dd>
              </div>
              {mine.totals.letter !== null && (
                <div>
                  <dt>{text.letter}</dt>
                  <dd>{totals?.letter ?? '–'}</dd>
                </div>
              )}
            </dl>
          </div>
          <div className="aside row">
            <Button kind="quiet" onClick={() => ask(mine.totals?.letter === null ? 'so_far' : 'letter', text.total)}>
              {text.why}
            </Button>
            <Button
              aria-pressed={trying}
              onClick={() => {
                setTrying(!trying);
                setTyped({});
              }}
            >
              {trying ? text.stop : text.whatIf}
            </Button>
          </div>
        </section>
      )}
      {trying && <p className="muted">{text.whatIfText}</p>}
      {tried.isError && <ErrorState error={tried.error} retry={() => void tried.refetch()} />}
      {mine.categories.map((category) => {
        const columns = mine.columns.filter(({ category_id }) => category_id === category.id);
        if (columns.length === 0) return null;
        return (
          <section key={category.id} className="sec">
            <div className="sec-head">
              <h2>{category.title}</h2>
              <span className="muted small">
                {text.weight(category.weight)}
                {category.drop > 0 && ` · ${text.drop(category.drop)}`}
                {category.extra && ` · ${text.extra}`}
              </span>
              <span className="end medium">{category.share === null ? '–' : `${category.share} %`}</span>
            </div>
            <div className="card">
              <table className="table my-grades">
                <thead className="sr">
                  <tr>
                    <th>{text.column}</th>
                    <th>{text.score}</th>
                  </tr>
                </thead>
                <tbody>
                  {columns.map((column) => (
                    <tr key={column.id}>
                      <td>
                        <span className="col">
                          <span className="medium">{column.title}</span>
                          <Remark column={column} />
                        </span>
                      </td>
                      <td className="r">
                        {trying ? (
                          <span className="row end">
                            <input
                              className="input"
                              aria-label={text.suppose(column.title)}
                              inputMode="decimal"
                              placeholder={column.score ?? '–'}
                              value={typed[column.id] ?? ''}
                              aria-invalid={
                                (typed[column.id] ?? '') !== '' && !isNumber(typed[column.id] ?? '') ? true : undefined
                              }
                              onChange={({ target }) => setTyped({ ...typed, [column.id]: target.value })}
                            />
                            / {column.points}
                          </span>
                        ) : column.score === null ? (
                          <span className="faint">– / {column.points}</span>
                        ) : (
                          <button
                            type="button"
                            className="link"
                            title={text.whyOf(column.title, column.score, column.points)}
                            onClick={() => ask('cell', column.title, column.id)}
                          >
                            {column.score} / {column.points}
                          </button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </section>
        );
      })}
      {asked !== null && (
        <DerivationDialog
          courseId={course.id}
          studentId={null}
          title={asked.title}
          of={asked.of}
          columnId={asked.columnId}
          titles={titlesOf(mine)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function Remark({ column }: { column: MyColumn }) {
  const all = useText('gradebook');
  const { state, published, late, dropped, extra } = column;
  const words = [
    !published && state !== 'not_due' ? all.mine.notYet : '',
    published && (state === 'awaiting' || state === 'missing' || state === 'excused') ? all.states[state] : '',
    late ? all.late : '',
    dropped ? all.mine.dropped : '',
    extra ? all.mine.extra : '',
  ].filter(Boolean);
  return words.length === 0 ? null : <span className="small faint">{words.join(' · ')}</span>;
}
