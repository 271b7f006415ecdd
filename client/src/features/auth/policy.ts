import { useQuery } from '@tanstack/react-query';
import { send } from '../../core/api.ts';
import type { AuthPolicy } from '../../core/types.ts';

/** What this server asks of new accounts; undefined until it has said so. */
export function usePolicy(): AuthPolicy | undefined {
  return useQuery({
    queryKey: ['auth', 'policy'],
    queryFn: async ({ signal }) => (await send('GET', '/auth/policy', undefined, null, { signal })).data as AuthPolicy,
    staleTime: Infinity,
  }).data;
}

const address = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u;

/** Whether an address looks finished; the server has the last word. */
export function looksComplete(email: string): boolean {
  return address.test(email.trim());
}
