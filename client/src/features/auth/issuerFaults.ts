import { ApiError } from '../../core/api.ts';

/** What the server says of accounts elsewhere and of tokens, for which there are words with the rest of signing in. */
const FAULTS = [
  'issuer_unavailable',
  'issuer_declined',
  'issuer_expired',
  'issuer_refused',
  'identity_unverified',
  'identity_unknown',
  'identity_link_first',
  'identity_moved',
  'identity_taken',
  'last_way_in',
  'sign_in_again',
  'too_many_tokens',
] as const;

export type IssuerFault = (typeof FAULTS)[number];

export function issuerFault(fault: unknown): IssuerFault | null {
  if (!(fault instanceof ApiError)) return null;
  return FAULTS.find((code) => code === fault.code) ?? null;
}
