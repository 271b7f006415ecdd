import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getQuestion, listQuestions, listTags, type Wanted } from './api.ts';

export function useQuestions(courseId: string, wanted: Wanted) {
  const query = useInfiniteQuery({
    queryKey: ['questions', courseId, 'list', wanted],
    queryFn: ({ pageParam, signal }) => listQuestions(courseId, wanted, pageParam, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (previous) => previous,
  });
  return { ...query, items: query.data?.pages.flatMap((page) => page.items) ?? [] };
}

export const useTags = (courseId: string) =>
  useQuery({ queryKey: ['questions', courseId, 'tags'], queryFn: ({ signal }) => listTags(courseId, { signal }) });

export const useQuestion = (courseId: string, id: string) =>
  useQuery({ queryKey: ['questions', courseId, 'one', id], queryFn: ({ signal }) => getQuestion(id, { signal }) });

/** After a change: whatever shows the bank asks again. */
export function useRefreshBank(courseId: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['questions', courseId] });
}
