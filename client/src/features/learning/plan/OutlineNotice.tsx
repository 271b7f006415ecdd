import '../../../ui/css/plan.css';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import type { Plans } from './plans.ts';

/** Which step of the class this is, for those who are taught, where its staff show that. It can be put away until the next. */
export default function OutlineNotice({ plans }: { plans: Plans }) {
  const text = useText('plan').room;
  const outline = useStore(plans.store, (state) => state.outline);
  const [hidden, setHidden] = useState<string | null>(null);
  const steps = outline?.steps ?? [];
  const at = steps.findIndex(({ state }) => state === 'now');
  const current = steps[at];
  const next = steps.find(({ state }) => state === 'waiting');
  if (current === undefined || hidden === current.id) return null;
  return (
    <section className="stage-notice" aria-label={text.outline}>
      <Icon name="list-checks" />
      <span className="small faint num plan-place">{text.nowIs(at + 1, steps.length)}</span>
      <span className="medium cut" title={current.title}>
        {current.title}
      </span>
      {next !== undefined && (
        <span className="small faint cut hide-sm grow" title={next.title}>
          {text.nextIs(next.title)}
        </span>
      )}
      <span className="end">
        <IconButton small icon="x" label={text.hide} onClick={() => setHidden(current.id)} />
      </span>
    </section>
  );
}
