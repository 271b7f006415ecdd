import '../../../ui/css/insights.css';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { duration } from './insights.ts';
import { type Insights } from './tool.ts';

/** What the server counts of oneself, and nothing of others. */
export default function OwnPanel({ insights }: { insights: Insights }) {
  const text = useText('insights');
  const own = useStore(insights.store, (state) => state.own);
  if (own === null) return <div className="panel-body insights" />;
  const rows: readonly (readonly [string, string | number])[] = [
    [text.own.spoken, duration(own.spoken)],
    [text.own.perMinute, text.own.seconds(Math.round((own.spoken / Math.max(1, own.minutes)) * 10) / 10)],
    [text.own.inGroups, duration(own.in_groups)],
    [text.own.presented, duration(own.presented)],
    [text.own.debated, duration(own.debated)],
    ...(own.interpreted > 0 ? [[text.own.interpreted, duration(own.interpreted)] as const] : []),
    [text.own.turns, own.turns],
    [text.own.messages, own.messages],
    [text.own.groupMessages, own.group_messages],
    [text.own.questions, own.questions],
    [text.own.votes, own.rounds === 0 ? '–' : `${own.answered}/${own.rounds}`],
    [text.own.reasons, own.reasons],
    [text.own.quizzes, own.quizzes],
    [text.own.drawn, own.drawn],
    [text.own.hands, own.hands],
    [text.own.minutes, text.own.minutesOf(Math.floor(own.minutes))],
  ];
  return (
    <div className="panel-body scroll insights" tabIndex={0} role="group" aria-label={text.title}>
      <p className="small muted">{text.own.only}</p>
      <dl className="own-figures">
        {rows.map(([name, value]) => (
          <div key={name} className="row">
            <dt className="grow">{name}</dt>
            <dd className="num medium">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="small faint">{text.measured}</p>
    </div>
  );
}
