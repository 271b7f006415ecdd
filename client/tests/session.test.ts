import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../src/core/api.ts';
import { Session, type SessionOptions } from '../src/core/session.ts';
import { data, memoryStorage, refusal, serve, tokens, user } from './server.ts';

beforeEach(() => vi.stubGlobal('localStorage', memoryStorage()));
afterEach(() => vi.unstubAllGlobals());

/** A row of tabs of one browser: what one posts the others hear, and one of them at a time is in the lock. */
function browser() {
  const listeners: ((event: MessageEvent) => void)[] = [];
  let last: Promise<unknown> = Promise.resolve();
  return {
    tab: (options: SessionOptions = {}): Session => {
      let own: ((event: MessageEvent) => void) | null = null;
      return new Session({
        exclusively: (work) => {
          const turn = last.then(work, work);
          last = turn;
          return turn;
        },
        channel: {
          postMessage: (message: unknown) => {
            for (const listen of listeners) if (listen !== own) listen(new MessageEvent('message', { data: message }));
          },
          addEventListener: (_type: string, listen: unknown) => {
            own = listen as (event: MessageEvent) => void;
            listeners.push(own);
          },
        },
        ...options,
      });
    },
  };
}

const state = (session: Session) => session.store.getState();

test('a browser that never signed in is not asked about it', async () => {
  const server = serve(() => refusal(401, 'refresh_invalid'));
  const session = browser().tab();
  await session.restore();
  expect(state(session)).toEqual({ status: 'signed-out', expired: false });
  expect(server.calls).toEqual([]);
});

test('signing in tells who it is and gives a token', async () => {
  serve(() => data(tokens('one')));
  const session = browser().tab();
  await session.signIn('student1@eduforum.test', 'correct horse');
  expect(state(session)).toEqual({ status: 'signed-in', user });
  expect(await session.current()).toBe('one');
});

test('where a code is asked for, the password signs nobody in and the code does', async () => {
  const server = serve((_method, path) =>
    data(path.endsWith('/verify') ? tokens('one') : { requires_2fa: true, challenge: 'c', expires_in: 300 }),
  );
  const session = browser().tab();
  await session.restore();
  expect(await session.signIn('a@b.test', 'x')).toBe('c');
  expect(state(session).status).toBe('signed-out');
  await session.verify('c', '492039', true);
  expect(state(session)).toEqual({ status: 'signed-in', user });
  expect(server.calls.at(-1)?.body).toEqual({ challenge: 'c', code: '492039', trust: true });
});

test('registering an address that asks for a code says what any other that is taken says', async () => {
  serve((_method, path) =>
    data(path.endsWith('/login') ? { requires_2fa: true, challenge: 'c', expires_in: 300 } : user),
  );
  const session = browser().tab();
  await expect(session.register('A', 'a@b.test', 'x', 'en')).rejects.toMatchObject({ code: 'invalid_credentials' });
});

test('a wrong password changes nothing', async () => {
  serve(() => refusal(401, 'invalid_credentials'));
  const session = browser().tab();
  await session.restore();
  await expect(session.signIn('a@b.test', 'x')).rejects.toThrow(ApiError);
  expect(state(session).status).toBe('signed-out');
});

test('a reload takes the sign-in up again', async () => {
  serve((_method, path) => data(tokens(path.endsWith('/login') ? 'one' : 'two')));
  const { tab } = browser();
  await tab().signIn('a@b.test', 'x');
  const reloaded = tab();
  await reloaded.restore();
  expect(state(reloaded)).toEqual({ status: 'signed-in', user });
  expect(await reloaded.current()).toBe('two');
});

test('a server that does not answer the reload does not sign anybody out', async () => {
  serve((_method, path) => {
    if (path.endsWith('/login')) return data(tokens('one'));
    throw new TypeError('Failed to fetch');
  });
  const { tab } = browser();
  await tab().signIn('a@b.test', 'x');
  const reloaded = tab();
  await reloaded.restore();
  expect(state(reloaded).status).toBe('unreachable');
});

test('a token is renewed before it runs out', async () => {
  let now = 0;
  serve((_method, path) => data(tokens(path.endsWith('/login') ? 'one' : 'two', 60)));
  const session = browser().tab({ now: () => now });
  await session.signIn('a@b.test', 'x');
  now = 25_000;
  expect(await session.current()).toBe('one');
  now = 31_000;
  expect(await session.current()).toBe('two');
});

test('many calls that meet a refused token share one renewal', async () => {
  const server = serve((_method, path) => data(tokens(path.endsWith('/login') ? 'one' : 'two')));
  const session = browser().tab();
  await session.signIn('a@b.test', 'x');
  const replaced = await Promise.all([session.replace('one'), session.replace('one'), session.replace('one')]);
  expect(replaced).toEqual(['two', 'two', 'two']);
  expect(server.calls.filter((call) => call.path.endsWith('/refresh'))).toHaveLength(1);
});

test('tabs share one renewal', async () => {
  const server = serve((_method, path) => data(tokens(path.endsWith('/login') ? 'one' : 'two')));
  const { tab } = browser();
  const [first, second] = [tab(), tab()];
  await first.signIn('a@b.test', 'x');
  expect(await second.current()).toBe('one');
  expect(await Promise.all([first.replace('one'), second.replace('one')])).toEqual(['two', 'two']);
  expect(server.calls.filter((call) => call.path.endsWith('/refresh'))).toHaveLength(1);
});

test('a cookie that another tab exchanged meanwhile is tried once more', async () => {
  let refreshes = 0;
  serve((_method, path) => {
    if (path.endsWith('/login')) return data(tokens('one'));
    refreshes += 1;
    return refreshes === 1 ? refusal(409, 'refresh_superseded') : data(tokens('three'));
  });
  const session = browser().tab();
  await session.signIn('a@b.test', 'x');
  expect(await session.replace('one')).toBe('three');
});

test('a sign-in that is over ends here and says that it ran out', async () => {
  serve((_method, path) => (path.endsWith('/login') ? data(tokens('one')) : refusal(401, 'refresh_invalid')));
  const session = browser().tab();
  await session.signIn('a@b.test', 'x');
  expect(await session.replace('one')).toBeNull();
  expect(state(session)).toEqual({ status: 'signed-out', expired: true });
});

test('a fault of the network while renewing keeps the sign-in', async () => {
  serve((_method, path) => (path.endsWith('/login') ? data(tokens('one')) : refusal(503, 'unavailable')));
  const session = browser().tab();
  await session.signIn('a@b.test', 'x');
  await expect(session.replace('one')).rejects.toThrow(ApiError);
  expect(state(session).status).toBe('signed-in');
});

test('signing out ends the sign-in in every tab', async () => {
  serve((_method, path) => (path.endsWith('/logout') ? new Response(null, { status: 204 }) : data(tokens('one'))));
  const { tab } = browser();
  const [first, second] = [tab(), tab()];
  await first.signIn('a@b.test', 'x');
  expect(state(second).status).toBe('signed-in');
  await first.signOut();
  expect(state(first)).toEqual({ status: 'signed-out', expired: false });
  expect(state(second)).toEqual({ status: 'signed-out', expired: false });
  expect(await second.current()).toBeNull();
});

test('signing out that did not reach the server is not pretended', async () => {
  serve((_method, path) => {
    if (path.endsWith('/login')) return data(tokens('one'));
    throw new TypeError('Failed to fetch');
  });
  const session = browser().tab();
  await session.signIn('a@b.test', 'x');
  await expect(session.signOut()).rejects.toThrow(ApiError);
  expect(state(session).status).toBe('signed-in');
});

test('registering signs in with the new account', async () => {
  const server = serve((_method, path) =>
    path.endsWith('/register') ? data({ email: 'a@b.test', name: 'A', role: 'student' }) : data(tokens('one')),
  );
  const session = browser().tab();
  await session.register('A', 'a@b.test', 'a long enough sentence', 'en');
  expect(server.calls.map((call) => call.path)).toEqual(['/api/v1/auth/register', '/api/v1/auth/login']);
  expect(state(session).status).toBe('signed-in');
});

test('a tab that looks as somebody else keeps to that, whatever other tabs renew', async () => {
  serve(() => data(tokens('admin')));
  const { tab } = browser();
  const [looking, other] = [tab(), tab()];
  await looking.signIn('admin@eduforum.test', 'correct horse');
  const seen = { ...user, id: '01920000-0000-7000-8000-000000000009' };
  looking.view({ access_token: 'eyes', expires_in: 900, user: seen });
  await other.signIn('admin@eduforum.test', 'correct horse');
  expect(state(looking)).toEqual({ status: 'signed-in', user: seen, viewing: true });
  expect(await looking.current()).toBe('eyes');
});

test('when the look is over the page is loaded anew, and nothing is asked in anybody’s name', async () => {
  const assign = vi.fn();
  vi.stubGlobal('location', { assign });
  const server = serve(() => data(tokens('admin')));
  const session = browser().tab();
  session.view({ access_token: 'eyes', expires_in: 1, user });
  expect(await session.current()).toBeNull();
  expect(assign).toHaveBeenCalledWith('/admin/people');
  expect(server.calls).toEqual([]);
});
