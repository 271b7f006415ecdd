import { useState } from 'react';

/** The sending of a dialog: what fails is shown, and what was entered stays. */
export function useSaving(): { busy: boolean; fault: unknown; save: (work: () => Promise<void>) => void } {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const save = (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setFault(null);
    work()
      .catch(setFault)
      .finally(() => setBusy(false));
  };
  return { busy, fault, save };
}

const NUMBER = /^\d{1,6}(\.\d{1,4})?$/;

/** Points, weights and percents, as they are typed. */
export const isNumber = (value: string): boolean => NUMBER.test(value.trim());
