import { useStore } from 'zustand';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { mayHost, useSelf } from '../../media/context.ts';
import { CallSection, Outcome as CallOutcome } from '../cold_call/CallSection.tsx';
import type { ColdCalls } from '../cold_call/coldCalls.ts';
import { AnswerForm } from '../floor/AnswerForm.tsx';
import { Entries } from '../floor/Entries.tsx';
import type { Floors } from '../floor/floors.ts';
import { Question } from '../floor/Question.tsx';
import { StaffSection } from '../floor/StaffSection.tsx';
import { shown, thinking } from '../floor/state.ts';

interface DiscussionProps {
  floors: Floors;
  calls: ColdCalls;
}

/** Staff lead the discussion here; everybody else finds what is asked, and what came of it. */
export default function DiscussionPanel({ floors, calls }: DiscussionProps) {
  const me = useSelf();
  const floor = useStore(floors.store, thinking);
  const drawn = useStore(calls.store, ({ call }) => call?.state === 'drawn');
  if (floor !== null && me?.role === 'student') return <AnswerForm key={floor.id} floors={floors} floor={floor} />;
  const staff = isStaff(me);
  return (
    // Where there is nothing to press, the keyboard still scrolls.
    <div className="panel-body poll-panel scroll" tabIndex={staff ? undefined : 0}>
      {staff ? <StaffSection floors={floors} second={drawn} /> : <Shown floors={floors} calls={calls} />}
      {mayHost(me?.role) && me?.role !== 'admin' && <CallSection calls={calls} />}
    </div>
  );
}

function Shown({ floors, calls }: DiscussionProps) {
  const text = useText('floor');
  const thought = useStore(floors.store, thinking);
  const after = useStore(floors.store, shown);
  const call = useStore(calls.store, (state) => state.call);
  const floor = thought ?? after;
  if (floor === null && (call === null || call.text === '')) {
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
