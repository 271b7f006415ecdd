import { useQuery } from '@tanstack/react-query';
import type { Session, SessionGuest } from '../../core/types.ts';
import { useFormats, useText } from '../../i18n/index.ts';
import { ErrorState } from '../../ui/State.tsx';
import { SkeletonList } from '../../ui/Skeleton.tsx';
import { listGuests } from './guestApi.ts';
import { LOOK_MS, stayOf } from './guestLinks.ts';

/** Who came by the links of a session, and from when to when they were there. */
export function GuestsCame({ session }: { session: Session }) {
  const text = useText('guests').links;
  const common = useText('common');
  const format = useFormats();
  const guests = useQuery({
    queryKey: ['sessions', 'guests', session.id],
    queryFn: ({ signal }) => listGuests(session.id, { signal }),
    refetchInterval: LOOK_MS,
  });
  const stay = (guest: SessionGuest) => {
    const clock = (at: string | null) => (at === null ? '' : format.time(new Date(at)));
    const [kind, until] = stayOf(guest, session);
    return text.stay[kind](clock(guest.entered_at), clock(until));
  };
  return (
    <section aria-label={text.whoCame}>
      <h3 className="guest-links-head">{text.whoCame}</h3>
      {guests.data !== undefined ? (
        <ul className="guest-links">
          {guests.data.map((guest) => (
            <li key={guest.id} className="row row-3">
              <span className="grow cut">{guest.name}</span>
              <span className="small muted num">{stay(guest)}</span>
            </li>
          ))}
        </ul>
      ) : guests.error !== null ? (
        <ErrorState error={guests.error} title={text.guestsFailed} retry={() => void guests.refetch()} />
      ) : (
        <SkeletonList label={common.loading} />
      )}
    </section>
  );
}
