import { useEffect, useRef } from 'react';
import type { Plan, Rehearsal, RehearsedStep } from '../../../core/api.gen.ts';
import { ApiError } from '../../../core/api.ts';
import type { Course } from '../../../core/types.ts';
import { useErrorText, useFormats, useText, type Catalogues, type ErrorParts } from '../../../i18n/index.ts';
import { announce } from '../../../ui/announce.ts';
import { Button, LinkButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Acts } from './Acts.tsx';
import type { Chosen } from './BeginForm.tsx';
import { mendingsOf, tookInAll, tookOf, type Mending } from './report.ts';

const KEPT_MS = 3_600_000;

interface ReportProps {
  course: Course;
  plan: Plan;
  report: Rehearsal;
  /** It went on when it was last seen here. */
  fresh: boolean;
  onAgain: (chosen: Chosen) => void;
}

/** What a rehearsal came to: what is to be mended first, then how each step went. */
export function Report({ course, plan, report, fresh, onAgain }: ReportProps) {
  const text = useText('plan').rehearsal;
  const format = useFormats();
  const { state, ended_at, students, speed, seed, planned, steps } = report;
  const mendings = mendingsOf(report);
  const top = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!fresh) return;
    announce(text.live.ended);
    // Whoever has pressed the button that was here goes on from here.
    if (document.activeElement === document.body) top.current?.focus();
  }, [fresh, text]);
  const badge = { done: 'success', failed: 'danger' }[state as string] ?? 'warn';
  return (
    <>
      <section
        className="card card-pad col gap-3"
        ref={top}
        tabIndex={-1}
        aria-label={text.report.label}
        data-state={state}
      >
        <div className="row row-3 rehearsal-top">
          <div className="col grow gap-1">
            <div className="row">
              <span className="badge" data-kind={badge}>
                {text.report.states[state]}
              </span>
            </div>
            {state !== 'failed' && <h2 className="num">{text.report.inAll(tookInAll(report), planned)}</h2>}
            <span className="small muted num">
              {[text.students(students), text.speeds[speed === 1 ? 1 : 10], text.report.seed(seed)].join(' · ')}
            </span>
          </div>
          <div className="row rehearsal-again">
            <Button kind="quiet" onClick={() => onAgain({ students, speed, seed })}>
              {text.report.same}
            </Button>
            <Button kind="primary" icon="rotate-ccw" onClick={() => onAgain({ students, speed })}>
              {text.report.again}
            </Button>
          </div>
        </div>
        {state === 'failed' && <Failure code={report.code} />}
        {ended_at !== null && (
          <p className="small faint num">{text.report.kept(format.time(new Date(Date.parse(ended_at) + KEPT_MS)))}</p>
        )}
      </section>
      <section className="sec" aria-labelledby="mend">
        <div className="sec-head">
          <h2 id="mend">{text.report.mend}</h2>
          {mendings.length > 0 && <span className="muted num">{mendings.length}</span>}
        </div>
        {mendings.length === 0 ? (
          <div className="note">
            <Icon name="check" />
            <div className="col gap-1">
              <b className="medium">{text.report.nothing}</b>
              <p>{text.report.nothingText}</p>
            </div>
          </div>
        ) : (
          <ul className="card list rehearsal-mend">
            {mendings.map((mending, at) => (
              <Mend key={at} course={course} plan={plan} steps={steps} mending={mending} />
            ))}
          </ul>
        )}
      </section>
      {steps.length > 0 && (
        <section className="sec" aria-labelledby="steps">
          <div className="sec-head">
            <h2 id="steps">{text.report.steps}</h2>
          </div>
          <ol className="card list rehearsal-steps">
            {steps.map((step, at) => (
              <Step key={step.id} place={at + 1} step={step} students={students} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

/** What a code means in a rehearsal, where that is something else than for whoever acts themselves. */
function ownWords(faults: Catalogues['plan']['rehearsal']['faults'], code: string): ErrorParts | null {
  return Object.hasOwn(faults, code) ? { ...faults[code as keyof typeof faults], code } : null;
}

/** Why something of the class was not done. */
function useReason(): (code: string) => string {
  const { faults } = useText('plan').rehearsal;
  const describe = useErrorText();
  return (code) => (ownWords(faults, code) ?? describe(new ApiError(code, { status: 409 }))).what;
}

/** Why there is no report of a class. */
function Failure({ code }: { code: string }) {
  const { faults } = useText('plan').rehearsal;
  const describe = useErrorText();
  const { what, rest } = ownWords(faults, code) ?? describe(new ApiError(code, { status: 500 }));
  return (
    <div className="note" data-kind="danger" role="alert">
      <Icon name="circle-alert" />
      <div className="col gap-1">
        <b className="medium">{what}</b>
        <p>{rest}</p>
      </div>
    </div>
  );
}

interface MendProps {
  course: Course;
  plan: Plan;
  steps: readonly RehearsedStep[];
  mending: Mending;
}

function Mend({ course, plan, steps, mending }: MendProps) {
  const text = useText('plan').rehearsal;
  const why = useReason();
  const { kind, step, question, code } = mending;
  const at = steps.findIndex(({ id }) => id === step);
  const title = steps[at]?.title;
  const page = `/courses/${course.id}/plans/${plan.id}`;
  const says = kind === 'not_begun' ? text.report.notBegun(why(code)) : text.findings[kind](mending);
  const there = step === null || plan.steps.some(({ id }) => id === step);
  return (
    <li>
      <span className="t-warn">
        <Icon name="triangle-alert" size={20} />
      </span>
      <div className="col grow">
        {title !== undefined && <span className="small muted cut num">{`${at + 1}. ${title}`}</span>}
        <span>{says}</span>
        {!there && <span className="small faint">{text.report.gone}</span>}
      </div>
      <div className="row rehearsal-links">
        {question !== null && (
          <LinkButton size="sm" href={`/courses/${course.id}/questions?edit=${question}`}>
            {text.report.question}
          </LinkButton>
        )}
        {there && (
          <LinkButton size="sm" href={step === null ? page : `${page}?step=${step}`}>
            {text.report.mendIt}
            {title !== undefined && <span className="sr">{`: ${title}`}</span>}
          </LinkButton>
        )}
      </div>
    </li>
  );
}

/** Planned minutes beside those that it took, and what the class did in them. */
function Step({ place, step, students }: { place: number; step: RehearsedStep; students: number }) {
  const text = useText('plan').rehearsal;
  const kinds = useText('plan').kinds;
  const why = useReason();
  const took = tookOf(step);
  const more = took === null ? 0 : took - step.planned;
  return (
    <li>
      <span className="num faint plan-place">{place}</span>
      <div className="col grow gap-1">
        <span className="medium">{step.title}</span>
        <span className="small faint num">
          {[kinds[step.kind] ?? step.kind, took === null ? null : text.report.took_part(step.took_part, students)]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
        <Acts step={step} />
        {step.launch === 'failed' && <span className="small t-danger">{text.report.notBegun(why(step.code))}</span>}
        {Object.entries(step.refused).map(([code, count]) => (
          <span key={code} className="small t-warn">
            {text.report.refused(count, why(code))}
          </span>
        ))}
      </div>
      <div className="col num rehearsal-min">
        <span className="small muted">{text.report.planned(step.planned)}</span>
        <span className={more > 0 ? 'medium t-warn' : 'medium'}>
          {took === null ? text.report.notReached : text.report.took(took)}
        </span>
        {more > 0 && <span className="small t-warn">{text.report.longer(more)}</span>}
      </div>
    </li>
  );
}
