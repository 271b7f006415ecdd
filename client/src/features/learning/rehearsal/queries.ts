import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Rehearsal } from '../../../core/api.gen.ts';
import { listRehearsals } from './api.ts';
import { isOver } from './report.ts';

/** At ten times its pace a class is ten seconds further by then. */
const LOOK_MS = 1_000;

const keyOf = (planId: string) => ['rehearsals', planId];

export const useRehearsals = (planId: string) =>
  useQuery({
    queryKey: keyOf(planId),
    queryFn: ({ signal }) => listRehearsals(planId, { signal }),
    refetchInterval: ({ state }) => (state.data?.every(isOver) === false ? LOOK_MS : false),
  });

/** What an answer says of one of them stands in the list at once. */
export function useKnowRehearsal(planId: string): (told: Rehearsal) => void {
  const client = useQueryClient();
  return (told) =>
    client.setQueryData<Rehearsal[]>(keyOf(planId), (known = []) =>
      known.some(({ id }) => id === told.id)
        ? known.map((each) => (each.id === told.id ? told : each))
        : [told, ...known],
    );
}
