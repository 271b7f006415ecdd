import { describe } from '../../i18n/errors.ts';
import { languageStore, load } from '../../i18n/language.ts';
import { toast } from '../../ui/toasts.ts';

/** Waits for what the server may refuse, and says why where it does. */
export function attempt(work: Promise<unknown>): void {
  work.catch(complain);
}

/** Says in passing why something was not done. */
export async function complain(fault: unknown): Promise<void> {
  const { what, rest } = describe(await load(languageStore.getState().language, 'errors'), fault);
  toast(`${what} ${rest}`);
}
