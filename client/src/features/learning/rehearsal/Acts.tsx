import type { RehearsedStep } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { actsOf } from './report.ts';

/** What was done in a step, as often as it was. */
export function Acts({ step, none }: { step: Pick<RehearsedStep, 'acts'>; none?: string }) {
  const text = useText('plan').rehearsal.acts;
  const acts = actsOf(step);
  if (acts.length === 0) return none === undefined ? null : <p className="small faint">{none}</p>;
  return (
    <ul className="rehearsal-acts">
      {acts.map(([act, count]) => (
        <li key={act} className="badge num">
          {text[act](count)}
        </li>
      ))}
    </ul>
  );
}
