import { keep, kept } from '../../../core/tabStorage.ts';

/** What stands behind `#` in a link, where no server and no other site sees it; null for what was never a token. */
export function tokenOf(hash: string): string | null {
  return /^#([\w-]{20,100})$/.exec(hash)?.[1] ?? null;
}

const KEY = 'invitation';

/** An invitation outlives the way over signing in, in this tab. */
export function invitationToken(): string | null {
  const token = tokenOf(location.hash);
  if (token !== null) keep(KEY, token);
  return token ?? kept(KEY);
}

export const forgetInvitation = () => keep(KEY, null);
