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
  /** Another media type than JSON: the answer is its text. */
  accept?: string;
  /** Outlives the page, for what must still be said while leaving. */
  keepalive?: boolean;
  /** Goes out without cookies and without the page's address, for what nobody is to be known by. */
  anonymous?: boolean;
}

export interface UploadOptions {
  query?: Query;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** From 0 to 1. */
  onProgress?: (share: number) => void;
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
  const headers = new Headers({ Accept: options.accept ?? 'application/json' });
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
      credentials: options.anonymous ? 'omit' : 'same-origin',
      referrerPolicy: options.anonymous ? 'no-referrer' : '',
      cache: 'no-store',
      keepalive: options.keepalive ?? false,
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    });
    text = await response.text();
  } catch (fault) {
    if (options.signal?.aborted) throw fault;
    throw new ApiError(timeout.aborted ? 'timeout' : 'offline');
  }
  if (response.ok && options.accept !== undefined) return { data: text };
  const envelope = parse(text);
  if (response.ok) return envelope;
  throw fault(response.status, envelope, (name) => response.headers.get(name));
}

/** A file that the server hands out, or a part of it (RFC 9110 section 14.2). Throws `ApiError`. */
export async function fetchFile(
  method: string,
  path: string,
  body: unknown,
  token: string | null,
  range?: string,
): Promise<Blob> {
  const headers = new Headers();
  if (range !== undefined) headers.set('Range', range);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
    });
    if (response.ok) return await response.blob();
  } catch {
    throw new ApiError('offline');
  }
  throw fault(response.status, parse(await response.text()), (name) => response.headers.get(name));
}

function fault(status: number, { error }: Envelope, header: (name: string) => string | null): ApiError {
  return new ApiError(error?.code ?? (status >= 500 ? 'internal' : 'unexpected'), {
    status,
    ...(error && { message: error.message, details: error.details ?? [] }),
    retryAfter: seconds(header('Retry-After')),
    reference: header('X-Request-ID'),
  });
}

/** Sends a file as it is. `fetch` does not tell how far it has come, XMLHttpRequest does. */
export function sendFile(path: string, file: Blob, token: string | null, options: UploadOptions): Promise<Envelope> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', BASE + path + queryString(options.query));
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    if (token !== null) request.setRequestHeader('Authorization', `Bearer ${token}`);
    for (const [name, value] of Object.entries(options.headers ?? {})) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => options.onProgress?.(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const envelope = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(envelope);
      else reject(fault(request.status, envelope, (name) => request.getResponseHeader(name)));
    };
    request.onerror = () => reject(new ApiError('offline'));
    request.onabort = () => reject(new DOMException('The upload was stopped', 'AbortError'));
    options.signal?.addEventListener('abort', () => request.abort());
    request.send(file);
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

  put<T>(path: string, body: unknown, options?: CallOptions): Promise<T> {
    return this.#data<T>('PUT', path, body, options);
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

  /** Sends a file as it is. */
  async upload<T>(path: string, file: Blob, options: UploadOptions = {}): Promise<T> {
    return await this.#withToken(async (token) => (await sendFile(path, file, token, options)).data as T);
  }

  /** A file that the server hands out. */
  async download(path: string, range?: string): Promise<Blob> {
    return await this.#withToken((token) => fetchFile('GET', path, undefined, token, range));
  }

  async #data<T>(method: string, path: string, body: unknown, options?: CallOptions): Promise<T> {
    return (await this.#call(method, path, body, options)).data as T;
  }

  async #call(method: string, path: string, body: unknown, options?: CallOptions): Promise<Envelope> {
    return await this.#withToken((token) => send(method, path, body, token, options));
  }

  async #withToken<T>(call: (token: string | null) => Promise<T>): Promise<T> {
    const token = await this.#tokens.current();
    try {
      return await call(token);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401 || token === null) throw error;
      const next = await this.#tokens.replace(token);
      if (next === null) throw error;
      return await call(next);
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
