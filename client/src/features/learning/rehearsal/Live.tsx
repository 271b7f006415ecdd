import { useEffect, useState, type CSSProperties } from 'react';
import type { Rehearsal } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { announce } from '../../../ui/announce.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { attempt } from '../../media/attempt.ts';
import { Acts } from './Acts.tsx';
import { stopRehearsal } from './api.ts';
import { behindOf, currentOf, minutesLeft, tookOf } from './report.ts';

interface LiveProps {
  rehearsal: Rehearsal;
  /** It could not be asked for just now. */
  lost: boolean;
  onTold: (told: Rehearsal) => void;
}

/** A rehearsal while it goes on: how far it is, what the class does, and the way to end it. */
export function Live({ rehearsal, lost, onTold }: LiveProps) {
  const text = useText('plan').rehearsal;
  const { id, plan_id, students, speed, present, planned, steps, state } = rehearsal;
  const [stopping, setStopping] = useState(false);
  const current = currentOf(rehearsal);
  const behind = behindOf(rehearsal);
  const { live } = text;
  const title = current?.step.title;
  const place = current?.place;
  useEffect(() => {
    if (title !== undefined && place !== undefined) announce(live.announced(title, place, steps.length));
  }, [live, title, place, steps.length]);
  const stop = () => {
    setStopping(true);
    attempt(
      stopRehearsal(plan_id, id)
        .then(onTold)
        .finally(() => setStopping(false)),
    );
  };
  return (
    <>
      <section className="card card-pad col gap-3" aria-label={live.label} data-state={state}>
        <div className="row row-3 rehearsal-head">
          <div className="col grow">
            <span className="small muted num">
              {current === null ? live.label : live.step(current.place, steps.length)}
              {` · ${text.speeds[speed === 1 ? 1 : 10]}`}
            </span>
            <h2>{state === 'preparing' ? live.preparing : (title ?? live.gathering)}</h2>
          </div>
          <Button kind="danger-quiet" busy={stopping} onClick={stop}>
            {live.stop}
          </Button>
        </div>
        <div
          className="bar"
          role="progressbar"
          aria-label={live.label}
          aria-valuemin={0}
          aria-valuemax={planned}
          aria-valuenow={Math.round(behind)}
          aria-valuetext={live.passed(Math.floor(behind), planned)}
          style={{ '--v': `${(behind / Math.max(1, planned)) * 100}%` } as CSSProperties}
        >
          <i />
        </div>
        {state === 'preparing' ? (
          <p className="small muted">{live.preparingText}</p>
        ) : (
          <>
            <div className="row row-3 small muted num rehearsal-figures">
              <span>{live.passed(Math.floor(behind), planned)}</span>
              <span>{live.left(minutesLeft(rehearsal))}</span>
              <span>{live.present(present, students)}</span>
            </div>
            {current !== null && <Acts step={current.step} none={live.nothing} />}
          </>
        )}
        {lost ? (
          <p className="small t-warn" role="status">
            {live.lost}
          </p>
        ) : (
          <p className="small faint">{live.away}</p>
        )}
      </section>
      <section className="sec sec-tight" aria-label={text.report.steps}>
        <ol className="plan card card-pad">
          {steps.map((step, at) => {
            const took = tookOf(step);
            return (
              <li key={step.id} data-state={step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
                <span className="pip">{step.state === 'done' ? <Icon name="check" size={14} /> : at + 1}</span>
                <span className="plan-name">{step.title}</span>
                <span className="min">
                  {took === null ? text.minutes(step.planned) : `${took} / ${text.minutes(step.planned)}`}
                </span>
              </li>
            );
          })}
        </ol>
      </section>
    </>
  );
}
