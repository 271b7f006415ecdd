import { ApiError } from '../core/api.ts';
import { RequestError } from '../core/socket.ts';
import type { Catalogues } from './catalogues.ts';

/** What happened; what was kept and what to do; and a code to quote when asking for help. */
export interface ErrorParts {
  what: string;
  rest: string;
  code: string;
}

/** Puts any fault into the reader's words. */
export function describe(texts: Catalogues['errors'], fault: unknown): ErrorParts {
  const error = asApiError(fault);
  const fallback = error.status >= 500 ? texts.internal : texts.unexpected;
  const entry: ErrorText = Object.hasOwn(texts, error.code) ? texts[error.code as keyof typeof texts] : fallback;
  const { what, rest } = typeof entry === 'function' ? entry(error.retryAfter) : entry;
  // Faults of ours are looked up in the log; the end of the request's id is enough to find it there.
  const reference = error.status >= 500 && error.reference !== null ? ` · ${error.reference.slice(-12)}` : '';
  return { what, rest, code: error.code + reference };
}

export interface ErrorSentences {
  what: string;
  rest: string;
}

/** Some errors say when to try again: `retryAfter` is in seconds, null when the server did not say. */
export type ErrorText = ErrorSentences | ((retryAfter: number | null) => ErrorSentences);

function asApiError(fault: unknown): ApiError {
  if (fault instanceof ApiError) return fault;
  if (!(fault instanceof RequestError)) return new ApiError('client_fault');
  return new ApiError(fault.code === 'disconnected' ? 'offline' : fault.code);
}
