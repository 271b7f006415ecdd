import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getBook, getMine } from './api.ts';

/** Others mark too: their changes come in while somebody looks. */
const INTERVAL_MS = 30_000;

export const useBook = (courseId: string) =>
  useQuery({
    queryKey: ['gradebook', courseId, 'book'],
    queryFn: ({ signal }) => getBook(courseId, { signal }),
    refetchInterval: INTERVAL_MS,
    structuralSharing: true,
  });

export const useMine = (courseId: string) =>
  useQuery({ queryKey: ['gradebook', courseId, 'mine'], queryFn: ({ signal }) => getMine(courseId, { signal }) });

/** After a change of anything but cells. */
export function useRefreshBook(courseId: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['gradebook', courseId] });
}
