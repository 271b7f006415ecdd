import { createContext, use, useState } from 'react';
import { useStore } from 'zustand';
import { useErrorText } from '../../../i18n/index.ts';
import { toast } from '../../../ui/toasts.ts';
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

/** Does one thing at a time, and says in passing why it could not be done. */
export function useAct(): { busy: boolean; run: (act: () => Promise<unknown>) => void } {
  const describe = useErrorText();
  const [busy, setBusy] = useState(false);
  const run = (act: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    act()
      .catch((fault: unknown) => toast(describe(fault).what))
      .finally(() => setBusy(false));
  };
  return { busy, run };
}
