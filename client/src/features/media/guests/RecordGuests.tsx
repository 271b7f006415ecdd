import { useInfiniteQuery } from '@tanstack/react-query';
import type { SessionGuest } from '../../../core/api.gen.ts';
import type { Page } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { MoreOnScroll } from '../../../ui/MoreOnScroll.tsx';
import { Part } from '../../analytics/record/Part.tsx';
import type { RecordSectionProps } from '../../analytics/record/sections.ts';

/** Who came by a link, for staff. */
export default function RecordGuests({ session }: RecordSectionProps) {
  const text = useText('record').guests;
  const format = useFormats();
  const list = useInfiniteQuery({
    queryKey: ['record', session.id, 'guests'],
    queryFn: ({ pageParam, signal }): Promise<Page<SessionGuest>> =>
      api.page(`/sessions/${session.id}/guests`, { signal, query: { cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const { data, error, refetch } = list;
  return (
    <Part title={text.title} read={{ data: data?.pages.flatMap(({ items }) => items), error, refetch }}>
      {(guests) => (
        <ul className="card list">
          {guests
            .filter(({ entered_at }) => entered_at !== null)
            .map(({ id, name, entered_at, left_at, ended_at }) => (
              <li key={id}>
                <span className="medium cut grow" title={name}>
                  {name}
                </span>
                {ended_at !== null && <span className="badge">{text.sentOut}</span>}
                <span className="num small muted">
                  {format.span(
                    new Date(entered_at ?? ''),
                    new Date(left_at ?? session.ended_at ?? session.scheduled_at),
                  )}
                </span>
              </li>
            ))}
          <MoreOnScroll list={list} />
        </ul>
      )}
    </Part>
  );
}
