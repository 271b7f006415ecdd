import type { Attendance, Moment, SessionParticipation, SessionRecord, TalkLanes } from '../../../core/api.gen.ts';
import type { CallOptions, Page } from '../../../core/api.ts';
import { api } from '../../../core/client.ts';

/** The calls about what stays of a session. */

const path = (session: string) => `/sessions/${session}/record`;
const MOST = 500;

export const getRecord = (session: string, options?: CallOptions) => api.get<SessionRecord>(path(session), options);
export const getTalk = (session: string, options?: CallOptions) => api.get<TalkLanes>(`${path(session)}/talk`, options);
export const getParticipation = (session: string, options?: CallOptions) =>
  api.get<SessionParticipation>(`/sessions/${session}/participation`, options);

/** All of it, in the order of time. */
export async function getTimeline(session: string, options?: CallOptions): Promise<Moment[]> {
  const moments: Moment[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Moment> = await api.page(`${path(session)}/timeline`, {
      ...options,
      query: { cursor, limit: MOST },
    });
    moments.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return moments;
}

export function listAttendance(
  session: string,
  { search, cursor, signal }: { search: string; cursor: string | null; signal: AbortSignal },
): Promise<Page<Attendance>> {
  return api.page(`${path(session)}/attendance`, { signal, query: { search, cursor } });
}
