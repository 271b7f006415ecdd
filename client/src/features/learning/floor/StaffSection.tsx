import { useState } from 'react';
import { useStore } from 'zustand';
import type { Floor, FloorReport } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { useAct } from '../../media/useAct.ts';
import { Entries } from './Entries.tsx';
import { LONGEST, TIMES, type Floors } from './floors.ts';
import { Question } from './Question.tsx';
import { uncalled } from './state.ts';

type Kind = 'primary' | 'default';

interface StaffProps {
  floors: Floors;
  /** Something else is the next thing to do. */
  second: boolean;
}

/** Staff ask, wait with the others, and call. */
export function StaffSection({ floors, second }: StaffProps) {
  const text = useText('floor');
  const state = useStore(floors.store);
  const { floor, report } = state;
  const kind: Kind = second ? 'default' : 'primary';
  return (
    <section className="col gap-3" aria-label={text.title}>
      {floor?.state === 'thinking' ? (
        <Thinking floors={floors} floor={floor} answered={state.answered} kind={kind} />
      ) : floor?.state === 'revealed' ? (
        <Revealed floors={floors} floor={floor} kind={kind} />
      ) : (
        <Ask floors={floors} kind={kind} />
      )}
      {report !== null && floor?.state === 'closed' && <Report report={report} />}
    </section>
  );
}

function Ask({ floors, kind }: { floors: Floors; kind: Kind }) {
  const text = useText('floor');
  const act = useAct();
  const [question, setQuestion] = useState('');
  const [seconds, setSeconds] = useState<string>(String(TIMES[0]));
  return (
    <form
      className="col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        act.run(() => floors.open(question.trim(), Number(seconds)));
      }}
    >
      <h3>{text.title}</h3>
      <p className="small muted">{text.about}</p>
      <TextField
        label={text.question}
        rows={2}
        maxLength={LONGEST}
        value={question}
        placeholder={text.untitled}
        onChange={(event) => setQuestion(event.target.value)}
      />
      <Segments<string>
        label={text.time}
        value={seconds}
        options={TIMES.map((each) => ({ value: String(each), label: text.seconds(each) }))}
        onChange={setSeconds}
      />
      <Button kind={kind} type="submit" icon="clock-3" busy={act.busy}>
        {text.start}
      </Button>
    </form>
  );
}

interface FloorProps {
  floors: Floors;
  floor: Floor;
  kind: Kind;
}

function Thinking({ floors, floor, answered, kind }: FloorProps & { answered: number }) {
  const text = useText('floor');
  const act = useAct();
  return (
    <>
      <Question floor={floor} />
      <p className="small muted">{text.answered(answered)}</p>
      <div className="row">
        <Button kind={kind} busy={act.busy} onClick={() => act.run(() => floors.reveal(floor.id))}>
          {text.reveal}
        </Button>
        <Button kind="quiet" onClick={() => act.run(() => floors.close(floor.id))}>
          {text.stop}
        </Button>
      </div>
    </>
  );
}

function Revealed({ floors, floor, kind }: FloorProps) {
  const text = useText('floor');
  const act = useAct();
  const next = uncalled(floor)[0];
  return (
    <>
      <Question floor={floor} />
      <Entries floors={floors} floor={floor} staff />
      <div className="row">
        {next !== undefined && (
          <Button kind={kind} busy={act.busy} onClick={() => act.run(() => floors.call(floor.id, null))}>
            {text.next}
          </Button>
        )}
        <Button kind={next === undefined ? kind : 'quiet'} onClick={() => act.run(() => floors.close(floor.id))}>
          {text.finish}
        </Button>
      </div>
    </>
  );
}

function Report({ report }: { report: FloorReport }) {
  const { report: text, title } = useText('floor');
  const share = report.teacher_share;
  return (
    <dl className="think-report" aria-label={title}>
      <dt>{text.heard}</dt>
      <dd className="num">{text.people(report.heard)}</dd>
      <dt title={text.effectiveHelp}>{text.effective}</dt>
      <dd className="num">{report.effective.toFixed(1)}</dd>
      <dt>{text.teacher}</dt>
      <dd className="num">{share === null ? text.nobody : text.percent(Math.round(share * 100))}</dd>
    </dl>
  );
}
