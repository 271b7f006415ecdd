import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useErrorText, useFormats, useText } from '../../../i18n/index.ts';
import { announce } from '../../../ui/announce.ts';
import { Button } from '../../../ui/Button.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { listFeeds, makeFeed, revokeFeed } from './api.ts';

const KEY = ['calendar-feeds'];

/** Links to subscribe to a calendar by: making one, of a course or of all, copying it while it is shown, taking back. */
export function Feeds({ courseId }: { courseId: string | null }) {
  const text = useText('courseTools').calendar;
  const common = useText('common');
  const format = useFormats();
  const describe = useErrorText();
  const client = useQueryClient();
  const [made, setMade] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => listFeeds({ signal }),
  });

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (fault) {
      const { what, rest, code } = describe(fault);
      toast(code === 'too_many_feeds' ? text.tooMany : `${what} ${rest}`);
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: KEY });
  };
  const make = () =>
    attempt(async () => {
      setMade((await makeFeed(courseId)).url);
      announce(text.made);
    });
  const revoke = (id: string) =>
    attempt(async () => {
      await revokeFeed(id);
      setMade(null);
      toast(text.revoked);
    });

  if (data === undefined) {
    if (error) return <ErrorState error={error} title={text.failed} retry={() => void refetch()} />;
    return <SkeletonList label={common.loading} rows={2} />;
  }
  const shown = courseId === null ? data : data.filter((feed) => feed.course_id === courseId);
  return (
    <div className="col gap-3">
      {made === null ? (
        <div>
          <Button
            {...(courseId !== null && { kind: 'primary' as const })}
            icon="link"
            busy={busy}
            onClick={() => void make()}
          >
            {text.make}
          </Button>
        </div>
      ) : (
        <div className="note col gap-2" data-kind="accent">
          <p>{text.made}</p>
          <div className="row">
            <input
              className="input grow"
              readOnly
              value={made}
              aria-label={text.link}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton className="btn btn-primary" value={made}>
              {text.copy}
            </CopyButton>
          </div>
          <a href={made.replace(/^https?:/, 'webcal:')}>{text.open}</a>
        </div>
      )}
      {shown.length > 0 && (
        <ul className="card list" aria-label={text.own}>
          {shown.map((feed) => (
            <li key={feed.id}>
              <span className="col grow">
                <span className="medium cut">{feed.course_title ?? text.all}</span>
                <span className="small faint">{text.since(format.day(new Date(feed.created_at)))}</span>
              </span>
              <Button size="sm" kind="danger-quiet" onClick={() => void revoke(feed.id)}>
                {text.revoke}
                <span className="sr"> {feed.course_title ?? text.all}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
