import { toast } from '../../../ui/toasts.ts';
import { useFaultText } from './BookError.tsx';

/** Does something, and says in words where it fails. */
export function useTry(): (work: () => Promise<unknown>) => void {
  const describe = useFaultText();
  return (work) => {
    work().catch((fault: unknown) => toast(describe(fault)));
  };
}
