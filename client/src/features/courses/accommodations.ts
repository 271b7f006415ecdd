import { useQuery } from '@tanstack/react-query';
import type { Accommodation } from '../../core/api.gen.ts';
import type { CallOptions } from '../../core/api.ts';
import { api } from '../../core/client.ts';

/** Who is given more time in everything that is timed: for the course's professors. */
export const listAccommodations = (courseId: string, options?: CallOptions) =>
  api.get<Accommodation[]>('/learning/accommodations', { ...options, query: { course_id: courseId } });
export const setTimeFactor = (courseId: string, personId: string, factor: string) =>
  api.put<null>(`/learning/accommodations/${courseId}/${personId}`, { time_factor: factor });

/** Whether the person is spared calls without a raised hand. */
export const setNoColdCall = (courseId: string, personId: string, factor: string, on: boolean) =>
  api.put<null>(`/learning/accommodations/${courseId}/${personId}`, { time_factor: factor, no_cold_call: on });

/** What is given to whom; nothing for those who may not know of it. */
export const useAccommodations = (courseId: string, mayKnow: boolean) =>
  useQuery({
    queryKey: ['courses', 'time', courseId],
    queryFn: async ({ signal }) => {
      const given = await listAccommodations(courseId, { signal });
      return new Map(given.map((each) => [each.user_id, each]));
    },
    enabled: mayKnow,
  });
