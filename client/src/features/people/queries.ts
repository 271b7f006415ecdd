import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useList } from '../courses/queries.ts';
import { listAudit, listPeople, summary, type AuditFilter, type PeopleFilter } from './api.ts';

export const usePeople = (filter: PeopleFilter) =>
  useList(['people', 'list', filter], (cursor, signal) => listPeople(filter, { cursor, signal }));

export const useSummary = () =>
  useQuery({ queryKey: ['people', 'summary'], queryFn: ({ signal }) => summary({ signal }) });

export const useAudit = (filter: AuditFilter) =>
  useList(['audit', filter], (cursor, signal) => listAudit(filter, { cursor, signal }));

/** After an act: whatever shows people, and the log of it, asks again. */
export function useRefreshPeople(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['people'] }),
      client.invalidateQueries({ queryKey: ['audit'] }),
    ]);
}
