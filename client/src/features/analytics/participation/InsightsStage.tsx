import '../../../ui/css/insights.css';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { State } from '../../../ui/State.tsx';
import { Figures } from './Figures.tsx';
import type { Insights } from './tool.ts';
import { PeopleTable } from './PeopleTable.tsx';
import { useShares } from './useShares.ts';

/** The class on the stage of who teaches it. Names and bars are away while one's own screen is everybody's. */
export default function InsightsStage({ insights }: { insights: Insights }) {
  const text = useText('insights');
  const of = useStore(insights.store, (state) => state.of);
  const shares = useShares();
  if (!of?.figures) return <State title={text.nothingTitle}>{text.nothing}</State>;
  if (shares) return <State title={text.sharingTitle}>{text.sharing}</State>;
  return (
    <div className="dash">
      <h2 className="sr">{text.title}</h2>
      <Figures figures={of.figures} />
      {of.people !== null && <PeopleTable people={of.people} />}
    </div>
  );
}
