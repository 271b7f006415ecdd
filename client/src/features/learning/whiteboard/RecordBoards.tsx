import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { BoardInfo, BoardPages, SessionBoards } from '../../../core/api.gen.ts';
import { api } from '../../../core/client.ts';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Part } from '../../analytics/record/Part.tsx';
import type { RecordSectionProps } from '../../analytics/record/sections.ts';
import { attempt } from '../../media/attempt.ts';
import { download } from '../../media/download.ts';
import { Picture } from './Picture.tsx';

/** The boards of a session that is over, page by page, as the server draws them. */
export default function RecordBoards({ session }: RecordSectionProps) {
  const text = useText('record').boards;
  const read = useQuery({
    queryKey: ['record', session.id, 'boards'],
    queryFn: ({ signal }) => api.get<SessionBoards>(`/sessions/${session.id}/boards`, { signal }),
  });
  return (
    <Part title={text.title} read={read}>
      {({ boards }) => (
        <ul className="record-boards">
          {boards.map((board) => (
            <Board key={board.id} sessionId={session.id} board={board} />
          ))}
        </ul>
      )}
    </Part>
  );
}

function Board({ sessionId, board }: { sessionId: string; board: BoardInfo }) {
  const text = useText('record').boards;
  const [place, setPlace] = useState(0);
  const item = useRef<HTMLLIElement>(null);
  const seen = useSeen(item);
  const path = `/sessions/${sessionId}/boards/${board.id}`;
  const pages = useQuery({
    queryKey: ['record', sessionId, 'board', board.id],
    queryFn: ({ signal }) => api.get<BoardPages>(`${path}/pages`, { signal }),
    enabled: seen,
  }).data?.pages;
  const page = pages?.[place];
  const picture = useQuery({
    queryKey: ['record', sessionId, 'board', board.id, page],
    queryFn: () => api.download(`${path}/page.png?page=${encodeURIComponent(page ?? '')}`),
    enabled: page !== undefined,
    staleTime: Infinity,
  }).data;
  const name = board.number === 0 ? text.everyones : board.name === '' ? text.group(board.number) : board.name;
  const count = pages?.length ?? 0;
  return (
    <li className="card" ref={item}>
      <div className="record-board">
        {picture === undefined ? (
          <span className="skel" aria-hidden="true" />
        ) : (
          <Picture blob={picture} alt={text.picture(name, place + 1)} />
        )}
      </div>
      <div className="row">
        <span className="medium cut grow" title={name}>
          {name}
        </span>
        {count > 1 && (
          <>
            <IconButton
              small
              icon="chevron-left"
              label={text.previous(name)}
              disabled={place === 0}
              onClick={() => setPlace(place - 1)}
            />
            <span className="small faint num">
              {place + 1} / {count}
            </span>
            <IconButton
              small
              icon="chevron-right"
              label={text.next(name)}
              disabled={place === count - 1}
              onClick={() => setPlace(place + 1)}
            />
          </>
        )}
        <IconButton
          small
          icon="download"
          label={text.pdf(name)}
          onClick={() => attempt(download(`${path}/board.pdf`, `${name}.pdf`))}
        />
      </div>
    </li>
  );
}

/** Whether something has come near the window: what nobody scrolls to is not drawn. */
function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (element.current === null || seen) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), {
      rootMargin: '300px',
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, seen]);
  return seen;
}
