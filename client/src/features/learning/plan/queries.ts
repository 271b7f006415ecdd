import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getPlan, getUses, listPlans } from './api.ts';

export const usePlans = (courseId: string) =>
  useQuery({ queryKey: ['plans', 'course', courseId], queryFn: ({ signal }) => listPlans(courseId, { signal }) });

/** As it was when the page was opened: from there on the page knows better. */
export const usePlan = (id: string) =>
  useQuery({
    queryKey: ['plans', 'one', id],
    queryFn: ({ signal }) => getPlan(id, { signal }),
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });

export const useUses = (id: string) =>
  useQuery({ queryKey: ['plans', 'uses', id], queryFn: ({ signal }) => getUses(id, { signal }) });

/** After a change: the lists ask again. */
export function useRefreshPlans(courseId: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['plans', 'course', courseId] });
}
