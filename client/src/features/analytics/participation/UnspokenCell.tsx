import '../../../ui/css/insights.css';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button } from '../../../ui/Button.tsx';
import { useLiveRoom } from '../../media/context.ts';
import { togglePanel } from '../../media/desk.ts';
import { hasSpoken } from './insights.ts';
import { type Insights } from './tool.ts';
import { useShares } from './useShares.ts';

const FACES = 3;

/** On the teacher's strip: how many of those who are here have not spoken, and the first of them. */
export default function UnspokenCell({ insights }: { insights: Insights }) {
  const text = useText('insights');
  const { desk } = useLiveRoom();
  const open = useStore(desk, ({ panel }) => panel === insights.name);
  const people = useStore(insights.store, ({ of }) => of?.people ?? []);
  const shares = useShares();
  const unspoken = people.filter((person) => person.present && !hasSpoken(person));
  if (unspoken.length === 0 || shares) return null;
  return (
    <section className="unspoken-cell" aria-label={text.unspoken}>
      <div className="col">
        <span className="k">{text.unspoken}</span>
        <span className="v">{text.peopleOf(unspoken.length)}</span>
      </div>
      <span className="stack">
        {unspoken.slice(0, FACES).map(({ participant_id: id, name }) => (
          <span key={id} title={name}>
            <Avatar id={id} name={name} size={24} />
          </span>
        ))}
      </span>
      {!open && (
        <Button size="sm" onClick={() => togglePanel(desk, insights.name)}>
          {text.who}
        </Button>
      )}
    </section>
  );
}
