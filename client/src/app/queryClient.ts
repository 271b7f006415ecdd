import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../core/api.ts';
import { session } from '../core/client.ts';
import { setLanguage } from '../i18n/language.ts';

const RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A call that cannot be made fails and says so; a paused one would leave the page waiting in silence.
      networkMode: 'always',
      retry: (count, fault) => count < RETRIES && fault instanceof ApiError && fault.transient,
    },
  },
});

// What one person saw is not shown to the next.
let owner: string | null = null;
session.store.subscribe((state) => {
  const user = state.status === 'signed-in' ? state.user.id : null;
  if (owner !== null && owner !== user) queryClient.clear();
  // Whoever signs in finds the language that they have chosen anywhere.
  if (user !== null && owner !== user && state.status === 'signed-in' && state.user.language && !state.viewing) {
    void setLanguage(state.user.language);
  }
  owner = user;
});
