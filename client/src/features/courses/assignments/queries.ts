import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getAssignment, listAssignments, listWorks } from './api.ts';

export const useAssignments = (courseId: string) =>
  useQuery({
    queryKey: ['assignments', courseId, 'all'],
    queryFn: ({ signal }) => listAssignments(courseId, { signal }),
  });

export const useAssignment = (courseId: string, id: string) =>
  useQuery({
    queryKey: ['assignments', courseId, 'one', id],
    queryFn: async ({ signal }) => {
      const found = await getAssignment(courseId, id, { signal });
      // Deadlines are the server's: this device's clock may be wrong.
      return { ...found, ahead: Date.parse(found.now) - Date.now() };
    },
  });

export const useWorks = (courseId: string, id: string) =>
  useQuery({
    queryKey: ['assignments', courseId, 'works', id],
    queryFn: ({ signal }) => listWorks(courseId, id, { signal }),
  });

export function useRefreshAssignments(courseId: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['assignments', courseId] });
}
