import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { mayHost, useSelf } from '../../media/context.ts';
import { CallSection, Outcome as CallOutcome } from '../cold_call/CallSection.tsx';
import type { ColdCalls } from '../cold_call/coldCalls.ts';
import { isOver } from '../cold_call/state.ts';
import type { Debates } from '../debate/debates.ts';
import { DebateSection } from '../debate/DebateSection.tsx';
import { openDebate } from '../debate/state.ts';
import { AnswerForm } from '../floor/AnswerForm.tsx';
import { Entries } from '../floor/Entries.tsx';
import type { Floors } from '../floor/floors.ts';
import { Question } from '../floor/Question.tsx';
import { StaffSection } from '../floor/StaffSection.tsx';
import { shown, thinking } from '../floor/state.ts';

interface DiscussionProps {
  floors: Floors;
  calls: ColdCalls;
  debates: Debates;
}

/** Staff lead the discussion here; everybody else finds what is asked, and what came of it. */
export default function DiscussionPanel({ floors, calls, debates }: DiscussionProps) {
  const me = useSelf();
  const floor = useStore(floors.store, thinking);
  const drawn = useStore(calls.store, ({ call }) => call?.state === 'drawn');
  const called = useStore(calls.store, ({ call }) => call !== null && !isOver(call));
  const asked = useStore(floors.store, (state) => state.floor !== null && state.floor.state !== 'closed');
  const debating = useStore(debates.store, (state) => openDebate(state) !== null);
  const debated = useStore(debates.store, (state) => state.debate !== null);
  const busy = called || asked;
  if (floor !== null && me?.role === 'student') return <AnswerForm key={floor.id} floors={floors} floor={floor} />;
  const staff = isStaff(me);
  const others = (
    <>
      {staff ? (
        <StaffSection floors={floors} second={drawn || debating} />
      ) : (
        <Shown floors={floors} calls={calls} besides={debated} />
      )}
      {mayHost(me?.role) && me?.role !== 'admin' && <CallSection calls={calls} />}
    </>
  );
  return (
    // Where there is nothing to press, the keyboard still scrolls.
    <div className="panel-body poll-panel scroll" tabIndex={staff ? undefined : 0}>
      {debating || !staff ? (
        <>
          <DebateSection debates={debates} />
          {staff && !busy ? <Folded>{others}</Folded> : others}
        </>
      ) : (
        <>
          {others}
          <DebateSection debates={debates} />
        </>
      )}
    </div>
  );
}

/** While there is a debate the other tools are a press away. */
function Folded({ children }: { children: ReactNode }) {
  const text = useText('debate');
  return (
    <details className="poll-more">
      <summary>{text.others}</summary>
      <div className="debate">{children}</div>
    </details>
  );
}

interface ShownProps {
  floors: Floors;
  calls: ColdCalls;
  /** Something else is shown. */
  besides: boolean;
}

function Shown({ floors, calls, besides }: ShownProps) {
  const text = useText('floor');
  const thought = useStore(floors.store, thinking);
  const after = useStore(floors.store, shown);
  const call = useStore(calls.store, (state) => state.call);
  const floor = thought ?? after;
  if (floor === null && (call === null || call.text === '')) {
    if (besides) return null;
    return (
      <div className="state">
        <h3>{text.empty}</h3>
        <p>{text.emptyText}</p>
      </div>
    );
  }
  return (
    <>
      {floor !== null && (
        <section className="col gap-3" aria-label={text.title}>
          <Question floor={floor} />
          {after !== null && <Entries floors={floors} floor={after} staff={false} />}
        </section>
      )}
      {call !== null && call.text !== '' && <CallOutcome call={call} />}
    </>
  );
}
