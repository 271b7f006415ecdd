import { useQuery } from '@tanstack/react-query';
import { api } from '../../../core/client.ts';
import { Picture } from './Picture.tsx';

/** It is looked for a new one so often, in milliseconds. */
const EVERY = 10_000;

/** What a board shows now, small; nothing where nobody has drawn. */
export function BoardThumbnail({ sessionId, board, alt }: { sessionId: string; board: string; alt: string }) {
  const { data } = useQuery({
    queryKey: ['whiteboard', 'thumbnail', sessionId, board],
    queryFn: () => api.download(`/sessions/${sessionId}/boards/${board}/thumbnail.png`).catch(() => null),
    refetchInterval: EVERY,
    gcTime: 0,
  });
  // Nobody has drawn: there is no picture.
  return data === undefined || data === null || data.size === 0 ? null : (
    <div className="board-thumb">
      <Picture blob={data} alt={alt} />
    </div>
  );
}
