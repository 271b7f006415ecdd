import { send } from '../../core/api.ts';
import { session } from '../../core/client.ts';
import type { CameBack, SentElsewhere, Tokens } from '../../core/types.ts';

/** Where to go to sign in by an issuer; `next` is the page to go on to afterwards. */
export async function begin(issuer: string, next: string | null): Promise<string> {
  const { data } = await send('POST', `/auth/oauth/${issuer}`, { next }, null);
  return (data as SentElsewhere).url;
}

/** Back from an issuer with what it put into the address. Signs in, unless a code is asked for or one was linked. */
export async function comeBack(issuer: string, query: string): Promise<CameBack> {
  const path = `/auth/oauth/${encodeURIComponent(issuer)}/callback`;
  const came = (await send('POST', path, { query }, await session.current())).data as CameBack;
  if (came.sign_in?.access_token) session.accept(came.sign_in as Tokens);
  return came;
}
