import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Polls } from './polls.ts';
import type { PollState } from './state.ts';

export const PollsContext = createContext<Polls | null>(null);

export function usePolls(): Polls {
  const polls = use(PollsContext);
  if (polls === null) throw new Error('There are no polls around this component');
  return polls;
}

export function usePollState<T>(select: (state: PollState) => T): T {
  return useStore(usePolls().store, select);
}
