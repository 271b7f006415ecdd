import { useQuery } from '@tanstack/react-query';
import { session } from '../../core/client.ts';
import type { AuthPolicy } from '../../core/types.ts';

/** What this server asks of new accounts; undefined until it has said so. */
export function usePolicy(): AuthPolicy | undefined {
  return useQuery({
    queryKey: ['auth', 'policy'],
    queryFn: ({ signal }) => session.policy(signal),
    staleTime: Infinity,
  }).data;
}

const address = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u;

/** Whether an address looks finished; the server has the last word. */
export function looksComplete(email: string): boolean {
  return address.test(email.trim());
}
