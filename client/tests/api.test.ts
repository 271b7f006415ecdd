import { afterEach, expect, test, vi } from 'vitest';
import { Api, ApiError, type TokenSource } from '../src/core/api.ts';
import { data, refusal, serve } from './server.ts';

afterEach(() => vi.unstubAllGlobals());

const signedIn: TokenSource = { current: () => Promise.resolve('one'), replace: () => Promise.resolve('two') };

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const thrown = await call.then(
    () => null,
    (fault: unknown) => fault,
  );
  if (!(thrown instanceof ApiError)) throw new Error('The call should have failed with an ApiError');
  return thrown;
}

test('a call carries the token and opens the envelope', async () => {
  const server = serve(() => data({ id: 'a' }));
  expect(await new Api(signedIn).get('/courses/a')).toEqual({ id: 'a' });
  expect(server.calls[0]?.path).toBe('/api/v1/courses/a');
  expect(server.calls[0]?.headers.get('Authorization')).toBe('Bearer one');
});

test('a list comes with the cursor of its next part', async () => {
  const server = serve(() => data([1, 2], { next_cursor: 'c2' }));
  const page = await new Api(signedIn).page('/courses', { query: { search: '정치 철학', cursor: null } });
  expect(page).toEqual({ items: [1, 2], nextCursor: 'c2' });
  expect(server.calls[0]?.path).toBe('/api/v1/courses?search=%EC%A0%95%EC%B9%98+%EC%B2%A0%ED%95%99');
});

test('a change names the version it rests on', async () => {
  const server = serve(() => data({}));
  await new Api(signedIn).patch('/courses/a', { title: 'b' }, { version: 7 });
  expect(server.calls[0]?.headers.get('If-Match')).toBe('"7"');
});

test('a refused token is replaced once and the call made again', async () => {
  const server = serve((_method, _path, headers) =>
    headers.get('Authorization') === 'Bearer two' ? data('done') : refusal(401, 'token_expired'),
  );
  expect(await new Api(signedIn).post('/courses', { title: 't' })).toBe('done');
  expect(server.calls.map((call) => call.body)).toEqual([{ title: 't' }, { title: 't' }]);
});

test('a second refusal is the answer', async () => {
  const server = serve(() => refusal(401, 'token_revoked'));
  expect((await failure(new Api(signedIn).get('/auth/me'))).code).toBe('token_revoked');
  expect(server.calls).toHaveLength(2);
});

test('an error keeps its code, details, reference and when to come back', async () => {
  serve(() =>
    refusal(429, 'rate_limited', { 'Retry-After': '17', 'X-Request-ID': 'r-1' }, [{ field: 'email', message: 'no' }]),
  );
  const error = await failure(new Api(signedIn).post('/auth/login', {}));
  expect(error).toMatchObject({
    code: 'rate_limited',
    status: 429,
    retryAfter: 17,
    reference: 'r-1',
    details: [{ field: 'email', message: 'no' }],
    transient: true,
  });
});

test('no network is called offline and may be tried again', async () => {
  serve(() => Promise.reject(new TypeError('Failed to fetch')));
  expect(await failure(new Api(signedIn).get('/courses'))).toMatchObject({ code: 'offline', transient: true });
});

test('a proxy that answers with a page of its own does not break the page', async () => {
  serve(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  expect((await failure(new Api(signedIn).get('/courses'))).code).toBe('internal');
});

test('an abandoned call rejects as abandoned, not as offline', async () => {
  const abort = new AbortController();
  serve(() => {
    abort.abort();
    return Promise.reject(new DOMException('Aborted', 'AbortError'));
  });
  await expect(new Api(signedIn).get('/courses', { signal: abort.signal })).rejects.toThrow('Aborted');
});

test('an answer without a body is nothing', async () => {
  serve(() => new Response(null, { status: 204 }));
  await expect(new Api(signedIn).delete('/courses/a')).resolves.toBeUndefined();
});
