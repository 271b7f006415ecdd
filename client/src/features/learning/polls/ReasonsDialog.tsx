import { useQuery } from '@tanstack/react-query';
import type { Poll } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { useLiveRoom } from '../../media/context.ts';
import { readReport } from './api.ts';
import { reasonsByAnswer } from './reasons.ts';

/** For who teaches: why people answered as they did, answer beside answer. */
export default function ReasonsDialog({ poll, onClose }: { poll: Poll; onClose: () => void }) {
  const text = useText('polls');
  const { sessionId } = useLiveRoom();
  const read = useQuery({
    queryKey: ['poll reasons', poll.id, poll.rounds.length],
    queryFn: () => readReport(sessionId, poll.id),
    staleTime: 0,
  });
  return (
    <Dialog title={text.reasonsOf} wide onClose={onClose}>
      <p className="muted">{poll.question}</p>
      {read.isError ? (
        <ErrorState error={read.error} retry={() => void read.refetch()} />
      ) : read.data === undefined ? (
        <SkeletonList rows={3} label={text.reasonsOf} />
      ) : (
        <div className="poll-reasons">
          {reasonsByAnswer(poll, read.data.ballots).map(({ answer, reasons }) => (
            <section key={answer} aria-label={answer} className="col gap-2">
              <h3>{answer}</h3>
              {reasons.length === 0 && <p className="small faint">{text.noReasons}</p>}
              {reasons.map(({ text: words, name }, index) => (
                <blockquote key={index}>
                  {words}
                  {name !== null && <cite className="small muted">{name}</cite>}
                </blockquote>
              ))}
            </section>
          ))}
        </div>
      )}
    </Dialog>
  );
}
