import { lazy, Suspense, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useErrorText, useFormats, useText } from '../../../i18n/index.ts';
import { announce } from '../../../ui/announce.ts';
import { Button } from '../../../ui/Button.tsx';
import { toast } from '../../../ui/toasts.ts';
import { usePolicy } from '../policy.ts';
import { deadLetters, discardLetter, retryLetter } from './api.ts';

const InviteDialog = lazy(() => import('./InviteDialog.tsx'));
const ResetLinkDialog = lazy(() => import('./ResetLinkDialog.tsx'));

/** What an administrator does for people who cannot get in. */
export function AccessSection() {
  const text = useText('recovery');
  const policy = usePolicy();
  const [open, setOpen] = useState<'invite' | 'reset' | null>(null);
  const close = () => setOpen(null);
  return (
    <section className="sec" aria-label={text.admin.title}>
      <div className="sec-head">
        <h2>{text.admin.title}</h2>
      </div>
      <div className="card list">
        <div>
          <div className="col grow">
            <span className="medium">{text.admin.invite}</span>
            <span className="small faint">{text.admin.inviteHelp}</span>
          </div>
          <Button onClick={() => setOpen('invite')}>{text.admin.invite}</Button>
        </div>
        <div>
          <div className="col grow">
            <span className="medium">{text.admin.reset}</span>
            <span className="small faint">{text.admin.resetHelp}</span>
          </div>
          <Button onClick={() => setOpen('reset')}>{text.admin.make}</Button>
        </div>
        {policy?.mail && <DeadLetters />}
      </div>
      <Suspense fallback={null}>
        {open === 'invite' && <InviteDialog onClose={close} />}
        {open === 'reset' && <ResetLinkDialog onClose={close} />}
      </Suspense>
    </section>
  );
}

/** Letters that were given up; what is in them is nobody's to see. */
function DeadLetters() {
  const text = useText('recovery').letters;
  const format = useFormats();
  const describe = useErrorText();
  const client = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const key = ['admin', 'mails', 'dead'];
  const { data, error } = useQuery({ queryKey: key, queryFn: ({ signal }) => deadLetters({ signal }) });
  const act = async (id: string, work: Promise<unknown>, done: string) => {
    setBusy(id);
    try {
      await work;
      announce(done);
      toast(done);
      await client.invalidateQueries({ queryKey: key });
    } catch (fault) {
      const { what, rest } = describe(fault);
      toast(`${what} ${rest}`);
    } finally {
      setBusy(null);
    }
  };
  const count = data && `${data.items.length}${data.nextCursor === null ? '' : '+'}`;
  return (
    <>
      <div>
        <div className="col grow">
          <span className="medium">{text.title}</span>
          <span className="small faint">
            {data === undefined
              ? error
                ? describe(error).what
                : '\u00a0'
              : data.items.length === 0
                ? text.none
                : text.failed(count ?? '')}
          </span>
        </div>
      </div>
      {data?.items.map((mail) => (
        <div key={mail.id} className="dead-letter">
          <div className="col grow">
            <span className="cut">{mail.subject}</span>
            <span className="small muted cut">
              {mail.recipient} · {format.moment(new Date(mail.created_at))}
            </span>
            <span className="small faint">{mail.error}</span>
          </div>
          <Button
            size="sm"
            busy={busy === mail.id}
            onClick={() => void act(mail.id, retryLetter(mail.id), text.retried)}
          >
            {text.retry}
          </Button>
          <Button
            size="sm"
            kind="danger-quiet"
            busy={busy === mail.id}
            onClick={() => void act(mail.id, discardLetter(mail.id), text.discarded)}
          >
            {text.discard}
          </Button>
        </div>
      ))}
    </>
  );
}
