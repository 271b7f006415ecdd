import { useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { Page } from '../../core/api.ts';
import { allSessions, getCourse, getSession, listCourses, listPeople, mySessions, type CourseState } from './api.ts';

/** A class may start at any moment, so what is on is asked again while somebody looks. */
const LIVE_INTERVAL_MS = 15_000;

/** One list out of the pages that have been fetched so far. */
export function useList<T>(
  key: readonly unknown[],
  fetch: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetch(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (previous) => previous,
  });
  return {
    ...query,
    items: query.data?.pages.flatMap((page) => page.items) ?? [],
    /** Nothing to show for what was asked: what is there belongs to the search before. */
    failed: query.isError && (query.data === undefined || query.isPlaceholderData),
  };
}

export const useCourses = (search = '', state: CourseState = 'current') =>
  useList(['courses', 'list', state, search], (cursor, signal) => listCourses({ search, state, cursor, signal }));

export const useCourse = (id: string, known = true) =>
  useQuery({ queryKey: ['courses', 'one', id], queryFn: ({ signal }) => getCourse(id, { signal }), enabled: known });

export const useSession = (id: string) =>
  useQuery({
    queryKey: ['sessions', 'one', id],
    queryFn: ({ signal }) => getSession(id, { signal }),
    refetchInterval: LIVE_INTERVAL_MS,
  });

export const usePeople = (courseId: string, search: string, section = '') =>
  useList(['courses', 'people', courseId, search, section], (cursor, signal) =>
    listPeople(courseId, { search, section, cursor, signal }),
  );

export const useSessions = (courseId: string) =>
  useQuery({
    queryKey: ['sessions', 'course', courseId],
    queryFn: ({ signal }) => allSessions(courseId, { signal }),
    refetchInterval: LIVE_INTERVAL_MS,
  });

/** What is live or still to come in all my courses. */
export function useMySessions() {
  const today = new Date(new Date().setHours(0, 0, 0, 0));
  return useQuery({
    queryKey: ['sessions', 'mine', today.getTime()],
    queryFn: async ({ signal }) => (await mySessions(today, { signal })).items,
    refetchInterval: LIVE_INTERVAL_MS,
  });
}

/** After a change: whatever shows courses, or sessions, asks again. */
export function useRefresh(): { courses: () => Promise<void>; sessions: () => Promise<void> } {
  const client: QueryClient = useQueryClient();
  return {
    courses: () => client.invalidateQueries({ queryKey: ['courses'] }),
    sessions: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  };
}
