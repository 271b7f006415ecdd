import { useState } from 'react';
import { attempt } from './attempt.ts';

/** Does one thing at a time, and says in passing why it could not be done. */
export function useAct(): { busy: boolean; run: (act: () => Promise<unknown>) => void } {
  const [busy, setBusy] = useState(false);
  const run = (act: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    attempt(act().finally(() => setBusy(false)));
  };
  return { busy, run };
}
