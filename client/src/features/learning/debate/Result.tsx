import type { CSSProperties } from 'react';
import type { DebateCounts, DebateFlow, DebateResult } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { changed, SHOWN, shares } from './result.ts';

/** What the two votes came to: totals before and after, and the flow between them. */
export function Result({ result }: { result: DebateResult }) {
  const { result: text } = useText('debate');
  const { before, after, flow, voters, again } = result;
  if (before === null) return <p className="note">{text.few(voters)}</p>;
  return (
    <section className="debate-result" aria-label={text.title}>
      <h4>{again === null ? text.titleBefore : text.title}</h4>
      <p className="small muted">{text.voters(voters, again)}</p>
      <Totals label={text.before} counts={before} />
      {after !== null && <Totals label={text.after} counts={after} />}
      <p className="debate-legend small" aria-hidden="true">
        {SHOWN.map((view) => (
          <span key={view} className="row gap-1">
            <i data-view={view} />
            {text.views[view]}
          </span>
        ))}
      </p>
      {after !== null && (flow === null ? <p className="small muted">{text.noFlow}</p> : <Flow flow={flow} />)}
      {after === null && again !== null && <p className="small muted">{text.fewAfter}</p>}
    </section>
  );
}

function Totals({ label, counts }: { label: string; counts: DebateCounts }) {
  const { result: text } = useText('debate');
  const share = shares(counts);
  return (
    <div className="debate-totals">
      <span className="small medium">{label}</span>
      <ul className="debate-bar">
        {SHOWN.filter((view) => counts[view] > 0).map((view) => (
          <li
            key={view}
            data-view={view}
            style={{ '--v': share[view] } as CSSProperties}
            aria-label={text.bar(text.views[view], counts[view], percentage(share[view]))}
          >
            <span className="num strong" aria-hidden="true">
              {counts[view]}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Flow({ flow }: { flow: DebateFlow }) {
  const { result: text } = useText('debate');
  const told = changed(flow);
  const name = (group: readonly (keyof typeof text.views)[]) => group.map((view) => text.views[view]).join(' · ');
  return (
    <div className="poll-flow">
      <h4>{text.flow}</h4>
      <p className="small muted">{told === null ? text.joined : text.moved(told.moved, told.all)}</p>
      <div className="scroll-x" tabIndex={0}>
        <table className="table table-dense debate-flow">
          <thead>
            <tr>
              <th scope="col" className="small faint">
                {text.fromTo}
              </th>
              {flow.after.map((group) => (
                <th scope="col" key={group.join()}>
                  {name(group)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {flow.moves.map((row, from) => {
              const group = flow.before[from] ?? [];
              return (
                <tr key={group.join()}>
                  <th scope="row">{name(group)}</th>
                  {row.map((count, to) => (
                    <td
                      className="num"
                      key={to}
                      data-stay={flow.after[to]?.join() === group.join() ? '' : undefined}
                      data-none={count === 0 ? '' : undefined}
                    >
                      {count}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const percentage = (share: number) => `${Math.round(share * 100)}%`;
