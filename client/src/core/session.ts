import { createStore, type StoreApi } from 'zustand/vanilla';
import { ApiError, send, type TokenSource } from './api.ts';
import { recall, remember } from './preferences.ts';
import type { SignInAnswer, Tokens, User } from './types.ts';

export type SessionState =
  | { status: 'restoring' }
  /** The server did not answer while the sign-in was being restored. */
  | { status: 'unreachable'; error: ApiError }
  | { status: 'signed-out'; expired: boolean }
  /** `viewing`: an administrator sees here what `user` sees. */
  | { status: 'signed-in'; user: User; viewing?: boolean };

/** What one tab tells the others. */
type Notice = { kind: 'tokens'; tokens: Tokens; expiresAt: number } | { kind: 'signed-out' };

export interface SessionOptions {
  now?: () => number;
  /** Runs `work` while no other tab of this browser runs its own. */
  exclusively?: <T>(work: () => Promise<T>) => Promise<T>;
  channel?: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'> | null;
}

/** A token with less than this left is renewed before it is used, so that no call has to fail first. */
const MARGIN_MS = 30_000;

/**
 * Who is signed in here. The access token lives in memory alone; the refresh token is a cookie that only the server
 * reads. Tabs share what they learn, and one of them renews at a time.
 */
export class Session implements TokenSource {
  readonly store: StoreApi<SessionState> = createStore<SessionState>(() => ({ status: 'restoring' }));
  readonly #now: () => number;
  readonly #exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  readonly #channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'> | null;
  #token: string | null = null;
  #expiresAt = 0;
  #renewal: Promise<string | null> | null = null;
  #viewing = false;

  constructor(options: SessionOptions = {}) {
    this.#now = options.now ?? Date.now;
    this.#exclusively = options.exclusively ?? exclusively;
    this.#channel = options.channel === undefined ? openChannel() : options.channel;
    this.#channel?.addEventListener('message', (event: MessageEvent<Notice>) => {
      this.#hear(event.data);
    });
  }

  get user(): User | null {
    const state = this.store.getState();
    return state.status === 'signed-in' ? state.user : null;
  }

  /** Takes up the sign-in that an earlier page of this browser left. */
  async restore(): Promise<void> {
    if (recall('signed-in') === null) {
      this.#set({ status: 'signed-out', expired: false });
      return;
    }
    this.#set({ status: 'restoring' });
    try {
      await this.#renew(null);
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      this.#set({ status: 'unreachable', error: fault });
    }
  }

  /** Signs in, or answers the challenge that a code has to go with. */
  async signIn(email: string, password: string): Promise<string | null> {
    const { data } = await send('POST', '/auth/login', { email, password }, null);
    const { challenge } = data as SignInAnswer;
    if (challenge) return challenge;
    this.accept(data as Tokens);
    return null;
  }

  /** The second step: a code of the app, or a backup code. `trust`: this browser is not asked again for 30 days. */
  async verify(challenge: string, code: string, trust: boolean): Promise<void> {
    const { data } = await send('POST', '/auth/2fa/verify', { challenge, code, trust }, null);
    this.accept(data as Tokens);
  }

  /** Makes an account and signs in with it. One that asks for a code was there before. */
  async register(name: string, email: string, password: string, language: 'ko' | 'en'): Promise<void> {
    await send('POST', '/auth/register', { email, password, name, language }, null);
    if ((await this.signIn(email, password)) !== null) throw new ApiError('invalid_credentials', { status: 401 });
  }

  /** Shows this page what somebody else sees, until their token has run out or the page is loaded anew. */
  view({ access_token, expires_in, user }: Pick<Tokens, 'access_token' | 'expires_in' | 'user'>): void {
    this.#viewing = true;
    this.#token = access_token;
    this.#expiresAt = this.#now() + expires_in * 1000;
    this.#set({ status: 'signed-in', user, viewing: true });
  }

  /** What the server has answered of the account. */
  know(user: User): void {
    const state = this.store.getState();
    if (state.status === 'signed-in') this.#set({ ...state, user });
  }

  async signOut(): Promise<void> {
    await send('POST', '/auth/logout', undefined, this.#token);
    this.#end(false);
    this.#channel?.postMessage({ kind: 'signed-out' } satisfies Notice);
  }

  async current(): Promise<string | null> {
    if (this.#token === null) return this.store.getState().status === 'signed-in' ? await this.#renew(null) : null;
    if (this.#expiresAt - this.#now() > MARGIN_MS) return this.#token;
    return await this.#renew(this.#token);
  }

  async replace(refused: string): Promise<string | null> {
    return this.#token !== null && this.#token !== refused ? this.#token : await this.#renew(refused);
  }

  /** One renewal at a time, here and among all tabs; whoever waited takes what another tab got meanwhile. */
  #renew(stale: string | null): Promise<string | null> {
    // What is on the page is somebody else's: only a fresh one is the administrator's own.
    if (this.#viewing) {
      location.assign('/admin/people');
      return Promise.resolve(null);
    }
    this.#renewal ??= this.#exclusively(async () => {
      if (this.#token !== null && this.#token !== stale) return this.#token;
      try {
        return this.accept(await exchange());
      } catch (fault) {
        if (!(fault instanceof ApiError) || fault.status !== 401) throw fault;
        this.#end(true);
        return null;
      }
    }).finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  /** Takes a sign-in, however it was opened. */
  accept(tokens: Tokens, tell = true, expiresAt = this.#now() + tokens.expires_in * 1000): string {
    this.#token = tokens.access_token;
    this.#expiresAt = expiresAt;
    remember('signed-in', '1');
    const known = this.user;
    if (known === null || JSON.stringify(known) !== JSON.stringify(tokens.user)) {
      this.#set({ status: 'signed-in', user: tokens.user });
    }
    if (tell) this.#channel?.postMessage({ kind: 'tokens', tokens, expiresAt } satisfies Notice);
    return tokens.access_token;
  }

  #end(expired: boolean): void {
    this.#token = null;
    remember('signed-in', null);
    this.#set({ status: 'signed-out', expired });
  }

  #hear(notice: Notice): void {
    if (this.#viewing && notice.kind === 'tokens') return;
    if (notice.kind === 'tokens') this.accept(notice.tokens, false, notice.expiresAt);
    else this.#end(false);
  }

  #set(state: SessionState): void {
    this.store.setState(state, true);
  }
}

/** Exchanges the cookie. If another tab was faster, its newer cookie is here by now: once more with that. */
async function exchange(): Promise<Tokens> {
  try {
    return (await send('POST', '/auth/refresh', undefined, null)).data as Tokens;
  } catch (fault) {
    if (!(fault instanceof ApiError) || fault.code !== 'refresh_superseded') throw fault;
    return (await send('POST', '/auth/refresh', undefined, null)).data as Tokens;
  }
}

function exclusively<T>(work: () => Promise<T>): Promise<T> {
  // Web Locks exist in secure contexts only; on a plain-HTTP address in a LAN the server's grace period must do.
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request('eduforum.refresh', work) : work();
}

function openChannel(): BroadcastChannel | null {
  return typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('eduforum.session');
}
