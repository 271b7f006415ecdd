import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import type { ColdCalls } from './coldCalls.ts';
import { chanceOf, readLog } from './log.ts';

/** For professors: who was called before in this session, and how likely that was. */
export function CallLog({ calls }: { calls: ColdCalls }) {
  const text = useText('coldCall');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" kind="quiet" onClick={() => setOpen(true)}>
        {text.log}
      </Button>
      {open && (
        <Dialog title={text.log} onClose={() => setOpen(false)}>
          <p className="small muted">{text.logAbout}</p>
          <Calls calls={calls} />
        </Dialog>
      )}
    </>
  );
}

function Calls({ calls }: { calls: ColdCalls }) {
  const text = useText('coldCall');
  const format = useFormats();
  const read = useQuery({
    queryKey: ['cold calls', calls.sessionId],
    queryFn: () => readLog(calls.sessionId),
    staleTime: 0,
  });
  if (read.isError) return <ErrorState error={read.error} retry={() => void read.refetch()} />;
  if (read.data === undefined) return <SkeletonList rows={3} label={text.log} />;
  if (read.data.length === 0) return <p>{text.noCalls}</p>;
  return (
    <ol className="col gap-3">
      {read.data.toReversed().map(({ call, candidates }) => (
        <li key={call.id} className="col">
          <span className="row">
            <span className="strong cut grow" title={call.name}>
              {call.name}
            </span>
            <time className="small faint num" dateTime={call.drawn_at}>
              {format.time(new Date(call.drawn_at))}
            </time>
          </span>
          <span className="small muted">
            {`${text.states[call.state]} · ${text.chance(chanceOf(call, candidates), candidates.length)}`}
          </span>
          {call.text !== '' && <span className="think-words">{call.text}</span>}
        </li>
      ))}
    </ol>
  );
}
