import { vi, type Mock } from 'vitest';
import type { User } from '../src/core/types.ts';

/** A stand-in for the network under `fetch`: answers in order, and what was asked. */
export interface Server {
  calls: { method: string; path: string; headers: Headers; body: unknown }[];
  fetch: Mock;
}

export type Answer = () => Response | Promise<Response>;

export function serve(
  answer: (method: string, path: string, headers: Headers) => Response | Promise<Response>,
): Server {
  const calls: Server['calls'] = [];
  const fetch = vi.fn(async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    const method = init.method ?? 'GET';
    calls.push({ method, path: url, headers, body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined });
    return await answer(method, url, headers);
  });
  vi.stubGlobal('fetch', fetch);
  return { calls, fetch };
}

export function data(value: unknown, meta?: object): Response {
  return Response.json(meta ? { data: value, meta } : { data: value });
}

export function refusal(
  status: number,
  code: string,
  headers: Record<string, string> = {},
  details?: object[],
): Response {
  return Response.json({ error: { code, message: code, details } }, { status, headers });
}

export const user: User = {
  id: '01920000-0000-7000-8000-000000000001',
  email: 'student1@eduforum.test',
  name: '남궁현서',
  role: 'student',
  created_at: '2026-09-01T00:00:00Z',
  language: null,
  time_zone: null,
  email_verified: true,
};

export const tokens = (access_token: string, expires_in = 900) => ({ access_token, expires_in, user });

/** Storage of a browser, for as long as one test. */
export function memoryStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    clear: () => values.clear(),
    getItem: (key) => values.get(key) ?? null,
    key: (index) => [...values.keys()][index] ?? null,
    removeItem: (key) => values.delete(key),
    setItem: (key, value) => values.set(key, value),
  };
}
