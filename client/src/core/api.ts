export interface Detail {
  field: string;
  message: string;
}

interface ErrorFields {
  status?: number;
  message?: string;
  details?: readonly Detail[];
  retryAfter?: number | null;
  reference?: string | null;
}

/**
 * A call that failed. `code` is the server's stable code, or `offline` and `timeout` where no answer came.
 * `retryAfter` is in seconds; `reference` names the request in the server's log.
 */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: readonly Detail[];
  readonly retryAfter: number | null;
  readonly reference: string | null;

  constructor(code: string, fields: ErrorFields = {}) {
    super(fields.message ?? code);
    this.name = 'ApiError';
    this.code = code;
    this.status = fields.status ?? 0;
    this.details = fields.details ?? [];
    this.retryAfter = fields.retryAfter ?? null;
    this.reference = fields.reference ?? null;
  }

  /** Whether the same call may succeed when it is simply made again. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Where access tokens come from. */
export interface TokenSource {
  /** A token that is good for a while yet, renewed first if need be; null when nobody is signed in. */
  current(): Promise<string | null>;
  /** A token other than `refused`, which the server did not take; null when the sign-in is over. */
  replace(refused: string): Promise<string | null>;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export type Query = Record<string, string | number | null | undefined>;

export interface CallOptions {
  query?: Query;
  signal?: AbortSignal;
  /** The version that a change rests on; the server refuses it when somebody else was first. */
  version?: number;
  /** Outlives the page, for what must still be said while leaving. */
  keepalive?: boolean;
}

interface Envelope {
  data?: unknown;
  meta?: { next_cursor?: string | null };
  error?: { code: string; message: string; details?: Detail[] };
}

const TIMEOUT_MS = 20_000;
const BASE = '/api/v1';

/** Sends one request and reads its envelope. Throws `ApiError`, or the `AbortError` of the caller's own signal. */
export async function send(
  method: string,
  path: string,
  body: unknown,
  token: string | null,
  options: CallOptions = {},
): Promise<Envelope> {
  const headers = new Headers({ Accept: 'application/json' });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  if (options.version !== undefined) headers.set('If-Match', `"${options.version}"`);
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch(BASE + path + queryString(options.query), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      keepalive: options.keepalive ?? false,
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    });
    text = await response.text();
  } catch (fault) {
    if (options.signal?.aborted) throw fault;
    throw new ApiError(timeout.aborted ? 'timeout' : 'offline');
  }
  const envelope = parse(text);
  if (response.ok) return envelope;
  const error = envelope.error;
  throw new ApiError(error?.code ?? (response.status >= 500 ? 'internal' : 'unexpected'), {
    status: response.status,
    ...(error && { message: error.message, details: error.details ?? [] }),
    retryAfter: seconds(response.headers.get('Retry-After')),
    reference: response.headers.get('X-Request-ID'),
  });
}

/** The signed-in person's calls. A token that the server refuses is replaced once, and the call made again. */
export class Api {
  readonly #tokens: TokenSource;

  constructor(tokens: TokenSource) {
    this.#tokens = tokens;
  }

  get<T>(path: string, options?: CallOptions): Promise<T> {
    return this.#data<T>('GET', path, undefined, options);
  }

  post<T>(path: string, body?: unknown, options?: CallOptions): Promise<T> {
    return this.#data<T>('POST', path, body, options);
  }

  patch<T>(path: string, body: unknown, options?: CallOptions): Promise<T> {
    return this.#data<T>('PATCH', path, body, options);
  }

  async delete(path: string, options?: CallOptions): Promise<void> {
    await this.#call('DELETE', path, undefined, options);
  }

  async page<T>(path: string, options?: CallOptions): Promise<Page<T>> {
    const { data, meta } = await this.#call('GET', path, undefined, options);
    return { items: data as T[], nextCursor: meta?.next_cursor ?? null };
  }

  async #data<T>(method: string, path: string, body: unknown, options?: CallOptions): Promise<T> {
    return (await this.#call(method, path, body, options)).data as T;
  }

  async #call(method: string, path: string, body: unknown, options?: CallOptions): Promise<Envelope> {
    const token = await this.#tokens.current();
    try {
      return await send(method, path, body, token, options);
    } catch (fault) {
      if (!(fault instanceof ApiError) || fault.status !== 401 || token === null) throw fault;
      const next = await this.#tokens.replace(token);
      if (next === null) throw fault;
      return await send(method, path, body, next, options);
    }
  }
}

function queryString(query: Query | undefined): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

function parse(text: string): Envelope {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Retry-After in seconds (RFC 9110 section 10.2.3, the form that this server sends). */
function seconds(value: string | null): number | null {
  const number = Number(value);
  return value === null || !Number.isFinite(number) ? null : Math.max(0, Math.ceil(number));
}
