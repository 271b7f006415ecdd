import type { Muted } from '../../../core/protocol.gen.ts';
import { keep, kept } from '../../../core/tabStorage.ts';

/**
 * What a guest holds in this tab: the secret of their link, and once they have come in, the token that brings them back as
 * who they were.
 */
export interface GuestPass {
  secret: string;
  name: string;
  token: string | null;
  sessionId: string | null;
  /** How they are in the room; null before the door. */
  inside: Muted | null;
}

const KEY = 'guest';

/** The secret behind the `#`. Messengers put a full stop or a bracket after a link: it is no part of it. */
export function secretOf(hash: string): string | null {
  return /^#([\w-]{1,64})/.exec(hash)?.[1] ?? null;
}

/** The server's rule: a name has a letter or a digit. */
export function isName(name: string): boolean {
  return /[\p{L}\p{N}]/u.test(name);
}

export function currentPass(): GuestPass | null {
  const stored = kept(KEY);
  return stored === null ? null : (JSON.parse(stored) as GuestPass);
}

/** What this tab holds of a link: of another link it forgets everything. Without a secret, what it holds. */
export function passFor(secret: string | null): GuestPass | null {
  const pass = currentPass();
  if (secret === null || pass?.secret === secret) return pass;
  return { secret, name: '', token: null, sessionId: null, inside: null };
}

export function keepPass(pass: GuestPass): void {
  keep(KEY, JSON.stringify(pass));
}

/** Changes what is held, if anything is. */
export function changePass(fields: Partial<GuestPass>): void {
  const pass = currentPass();
  if (pass !== null) keepPass({ ...pass, ...fields });
}
