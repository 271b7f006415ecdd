import '../../../ui/css/plan.css';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { useRoomState } from '../../media/context.ts';
import { useAct } from '../../media/useAct.ts';
import { leadingOf } from './leading.ts';
import type { Plans } from './plans.ts';
import { usePlans } from './queries.ts';
import { RunningPlan } from './RunningPlan.tsx';

/** In class: the plan as it goes, or the choice of one. */
export default function PlanPanel({ plans }: { plans: Plans }) {
  const run = useStore(plans.store, (state) => state.run);
  const [other, setOther] = useState(false);
  // As long as no step was begun another plan can take its place.
  const begun = run?.steps.some(({ started_at }) => started_at !== null) ?? false;
  return run === null || (other && !begun) ? (
    <Choose plans={plans} onUsed={() => setOther(false)} />
  ) : (
    <RunningPlan plans={plans} run={run} onOther={begun ? null : () => setOther(true)} />
  );
}

function Choose({ plans, onUsed }: { plans: Plans; onUsed: () => void }) {
  const all = useText('plan');
  const common = useText('common');
  const text = all.room;
  const courseId = useRoomState((state) => state.entered?.session.course_id ?? '');
  const { data, error, refetch } = usePlans(courseId);
  const act = useAct();
  if (data === undefined) {
    return (
      <div className="panel-body">
        {error ? (
          <ErrorState error={error} title={all.list.failed} retry={() => void refetch()} />
        ) : (
          <SkeletonList label={common.loading} rows={3} />
        )}
      </div>
    );
  }
  const link = (
    <a className="btn" href={`/courses/${courseId}/plans`} target="_blank" rel="noreferrer">
      {text.open}
    </a>
  );
  if (data.length === 0) {
    return (
      <div className="panel-body">
        <State title={text.none} actions={link}>
          {text.noneText}
        </State>
      </div>
    );
  }
  return (
    <>
      <div className="panel-body plan-panel scroll">
        <h3>{text.choose}</h3>
        <p className="small muted">{text.chooseText}</p>
        <ul className="card list">
          {data.map((plan) => (
            <li key={plan.id} className="row">
              <div className="col grow">
                <span className="medium cut" title={plan.title}>
                  {plan.title}
                </span>
                <span className="small faint">{all.list.about(plan.steps, plan.minutes)}</span>
              </div>
              <Button
                size="sm"
                busy={act.busy}
                aria-label={text.useIt(plan.title)}
                onClick={() => act.run(() => leadingOf(plans).use(plan.id).then(onUsed))}
              >
                {text.use}
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <div className="panel-foot">{link}</div>
    </>
  );
}
