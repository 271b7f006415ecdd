import { useState, type CSSProperties } from 'react';
import type { Poll, PollFlow, PollResult } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { bars, changes, meanRating, wordSize, type Bar } from './chart.ts';
import { letter } from './letter.ts';

export interface ResultsProps {
  poll: Poll;
  result: PollResult;
  /** The result of the round before, where there was one. */
  before?: PollResult | null;
  flow?: PollFlow | null;
  correct: readonly number[];
}

type View = 'chart' | 'table';

/** A result as a chart, or as a table that says the same. */
export function Results({ poll, result, before = null, flow = null, correct }: ResultsProps) {
  const text = useText('polls');
  const [view, setView] = useState<View>('chart');
  if (result.votes === 0) return <p className="muted">{text.noVotes}</p>;
  return (
    <div className="poll-results">
      {poll.kind === 'text' ? (
        <Texts result={result} />
      ) : poll.kind === 'words' ? (
        view === 'chart' ? (
          <Cloud result={result} />
        ) : (
          <WordTable result={result} />
        )
      ) : view === 'chart' ? (
        <Bars poll={poll} result={result} before={before} correct={correct} />
      ) : (
        <BarTable poll={poll} result={result} before={before} correct={correct} />
      )}
      {flow !== null && <Flow poll={poll} flow={flow} correct={correct} />}
      {poll.kind !== 'text' && (
        <Segments<View>
          label={text.asTable}
          value={view}
          options={[
            { value: 'chart', label: text.chart },
            { value: 'table', label: text.table },
          ]}
          onChange={setView}
        />
      )}
    </div>
  );
}

interface BarsProps {
  poll: Poll;
  result: PollResult;
  before: PollResult | null;
  correct: readonly number[];
}

function Bars({ poll, result, before, correct }: BarsProps) {
  const text = useText('polls');
  const format = useFormats();
  const lines = bars(poll, result, before, correct);
  const highest = Math.max(...lines.map(({ share }) => share));
  const mean = poll.kind === 'rating' ? meanRating(result) : null;
  return (
    <>
      {mean !== null && <p className="medium">{text.mean(format.number(rounded(mean)), poll.scale)}</p>}
      <ul className="poll-bars">
        {lines.map((line, index) => (
          <li key={line.label} className="poll-bar" data-rest={line.share < highest ? '' : undefined}>
            <span className="label">
              {poll.kind !== 'rating' && poll.kind !== 'ranking' && <b className="faint">{letter(index)} </b>}
              {line.label}
              {line.right && <RightMark />}
            </span>
            <Value line={line} />
            <div className="track" aria-hidden="true">
              <i style={{ '--v': percentage(line.share) } as CSSProperties} />
              {line.was !== null && <b style={{ '--was': percentage(line.was) } as CSSProperties} />}
            </div>
          </li>
        ))}
      </ul>
      {before !== null && (
        <p className="poll-legend small faint">
          <i aria-hidden="true" />
          {text.roundMark(poll.rounds.length - 1)}
        </p>
      )}
    </>
  );
}

function RightMark() {
  const text = useText('polls');
  return (
    <span className="t-success small medium poll-right">
      <Icon name="check" size={14} />
      {text.rightAnswer}
    </span>
  );
}

function Value({ line }: { line: Bar }) {
  const text = useText('polls');
  const format = useFormats();
  return (
    <span className="num">
      {line.place !== null ? (
        <b className="strong">{text.meanPlace(format.number(rounded(line.place)))}</b>
      ) : (
        <>
          <b className="strong">{percentage(line.share)}</b> <span className="faint">{text.answers(line.count)}</span>
        </>
      )}
    </span>
  );
}

function BarTable({ poll, result, before, correct }: BarsProps) {
  const text = useText('polls');
  const format = useFormats();
  const ranking = poll.kind === 'ranking';
  const last = poll.rounds.length;
  return (
    <table className="table table-dense">
      <thead>
        <tr>
          <th scope="col">{text.option}</th>
          {before !== null && !ranking && <th scope="col">{text.round(last - 1)}</th>}
          <th scope="col">{ranking ? text.place : text.share}</th>
          {!ranking && <th scope="col">{text.count}</th>}
        </tr>
      </thead>
      <tbody>
        {bars(poll, result, before, correct).map((line) => (
          <tr key={line.label}>
            <th scope="row">
              {line.label}
              {line.right && <RightMark />}
            </th>
            {before !== null && !ranking && <td className="num">{percentage(line.was ?? 0)}</td>}
            <td className="num">{ranking ? format.number(rounded(line.place ?? 0)) : percentage(line.share)}</td>
            {!ranking && <td className="num">{line.count}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cloud({ result }: { result: PollResult }) {
  const text = useText('polls');
  const most = result.texts[0]?.count ?? 1;
  return (
    <>
      <ul className="poll-cloud">
        {result.texts.map(({ text: word, count }) => (
          <li key={word} data-size={wordSize(count, most)}>
            {word}
            <span className="sr"> {text.answers(count)}</span>
          </li>
        ))}
      </ul>
      <More result={result} />
    </>
  );
}

function WordTable({ result }: { result: PollResult }) {
  const text = useText('polls');
  return (
    <>
      <table className="table table-dense">
        <thead>
          <tr>
            <th scope="col">{text.kinds.words}</th>
            <th scope="col">{text.count}</th>
          </tr>
        </thead>
        <tbody>
          {result.texts.map(({ text: word, count }) => (
            <tr key={word}>
              <th scope="row">{word}</th>
              <td className="num">{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <More result={result} />
    </>
  );
}

function Texts({ result }: { result: PollResult }) {
  const text = useText('polls');
  return (
    <>
      <ul className="poll-texts">
        {result.texts.map(({ text: answer, count }) => (
          <li key={answer}>
            {answer}
            {count > 1 && <span className="badge">{text.answers(count)}</span>}
          </li>
        ))}
      </ul>
      <More result={result} />
    </>
  );
}

function More({ result }: { result: PollResult }) {
  const text = useText('polls');
  return result.more > 0 ? <p className="small muted">{text.moreTexts(result.more)}</p> : null;
}

function Flow({ poll, flow, correct }: { poll: Poll; flow: PollFlow; correct: readonly number[] }) {
  const text = useText('polls');
  const { compared, changed, toRight } = changes(flow, correct);
  if (compared === 0) return null;
  const name = (place: number) => (poll.kind === 'rating' ? String(place + 1) : letter(place));
  return (
    <section className="poll-flow" aria-label={text.flowTitle}>
      <h4>{text.flowTitle}</h4>
      <p className="small muted">
        {text.flowSummary(changed, compared)} {correct.length > 0 && text.flowRight(toRight)}
      </p>
      <div className="scroll-x">
        <table className="table table-dense">
          <thead>
            <tr>
              <th scope="col" className="small faint">
                {text.fromTo}
              </th>
              {flow.moves.map((_, to) => (
                <th scope="col" key={to}>
                  {name(to)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {flow.moves.map((row, from) => (
              <tr key={from}>
                <th scope="row">{name(from)}</th>
                {row.map((count, to) => (
                  <td
                    className="num"
                    key={to}
                    data-stay={from === to ? '' : undefined}
                    data-none={count === 0 ? '' : undefined}
                  >
                    {count}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const percentage = (share: number) => `${Math.round(share * 100)}%`;
const rounded = (value: number) => Math.round(value * 10) / 10;
