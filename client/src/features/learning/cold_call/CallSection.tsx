import { useState } from 'react';
import { useStore } from 'zustand';
import type { ColdCall } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { useSelf } from '../../media/context.ts';
import { useAct } from '../../media/useAct.ts';
import { Countdown } from '../floor/Countdown.tsx';
import { CallLog } from './CallLog.tsx';
import type { ColdCalls } from './coldCalls.ts';
import { isOver } from './state.ts';
import { rememberWarning, usualWarning, WARNINGS } from './warning.ts';

/** Who teaches draws somebody, looks, and calls them now or after a while. */
export function CallSection({ calls }: { calls: ColdCalls }) {
  const text = useText('coldCall');
  const call = useStore(calls.store, (state) => state.call);
  const role = useSelf()?.role;
  const act = useAct();
  const [warning, setWarning] = useState(usualWarning);
  const draw = () => act.run(() => calls.draw());
  return (
    <section className="col gap-3" aria-label={text.title}>
      <h3>{text.title}</h3>
      {call === null || isOver(call) ? (
        <>
          <p className="small muted">{text.about}</p>
          {call !== null && <Outcome call={call} />}
          <Button icon="user-plus" busy={act.busy} onClick={draw}>
            {text.draw}
          </Button>
          {(role === 'professor' || role === 'co_professor') && <CallLog calls={calls} />}
        </>
      ) : (
        <>
          <div className="row call-drawn">
            <Avatar id={call.participant_id} name={call.name} />
            <span className="col grow">
              <span className="strong cut" title={call.name}>
                {call.name}
              </span>
              <span className="small muted">{text.states[call.state]}</span>
            </span>
            {call.state === 'warned' && call.due_at !== null && <Countdown until={call.due_at} label={text.left} />}
          </div>
          {call.state === 'drawn' ? (
            <>
              <p className="small muted">{text.onlyYou}</p>
              <div className="row">
                <Button kind="primary" busy={act.busy} onClick={() => act.run(() => calls.call(call.id, warning))}>
                  {text.warn(warning)}
                </Button>
                <Button onClick={() => act.run(() => calls.call(call.id, 0))}>{text.now}</Button>
              </div>
              <Segments
                label={text.warning}
                value={String(warning)}
                options={WARNINGS.map((seconds) => ({ value: String(seconds), label: text.seconds(seconds) }))}
                onChange={(value) => {
                  setWarning(Number(value));
                  rememberWarning(Number(value));
                }}
              />
              <div className="row call-others">
                <Button kind="quiet" onClick={draw}>
                  {text.another}
                </Button>
                <Button kind="quiet" onClick={() => act.run(() => calls.end(call.id))}>
                  {text.letGo}
                </Button>
              </div>
            </>
          ) : (
            <Button busy={act.busy} onClick={() => act.run(() => calls.end(call.id))}>
              {call.state === 'warned' ? text.takeBack : text.done}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

/** What came of the last call. */
export function Outcome({ call }: { call: ColdCall }) {
  const text = useText('coldCall');
  if (!isOver(call) || call.state === 'skipped') return null;
  return (
    <div className="col gap-1">
      <p className="small muted">{text.outcome(call.name, text.states[call.state])}</p>
      {call.text !== '' && <p className="think-words">{call.text}</p>}
    </div>
  );
}
