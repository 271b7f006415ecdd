import { ApiError, type TokenSource } from './api.ts';
import type { Upload } from './api.gen.ts';

/** Files sent in pieces that a break in the line, a reload or a restart of the server costs nothing of: tus 1.0.0. */

const BASE = '/api/v1';
const TUS = { 'Tus-Resumable': '1.0.0' };
/** A piece takes some seconds, so that little is sent twice and no server waits for long. */
const PIECE_MS = 4_000;
const FIRST_BYTES = 256 * 1024;
const MOST_BYTES = 16 * 1024 * 1024;
const RETRIES_MS = [500, 1_000, 2_000, 4_000, 8_000];

export interface Answer {
  status: number;
  header(name: string): string | null;
  text: string;
}

export interface Asked {
  method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE';
  path: string;
  headers: Record<string, string>;
  body?: Blob;
  signal?: AbortSignal;
  /** How many bytes of the body have gone out. */
  onSent?: (bytes: number) => void;
}

export type Transport = (asked: Asked) => Promise<Answer>;

export interface SendOptions {
  signal: AbortSignal;
  /** How many bytes of the file have gone out. */
  onProgress: (sent: number) => void;
  /** The line is broken, or whole again. */
  onWaiting?: (waits: boolean) => void;
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  now?: () => number;
}

export class TusClient {
  readonly #tokens: TokenSource;
  readonly #transport: Transport;

  constructor(tokens: TokenSource, transport: Transport = overNetwork) {
    this.#tokens = tokens;
    this.#transport = transport;
  }

  /** Begins an upload; answers its path and id. Throws `ApiError`. */
  async begin(courseId: string, file: { name: string; size: number }): Promise<{ id: string; path: string }> {
    const answer = await this.#ask({
      method: 'POST',
      path: `/courses/${courseId}/uploads`,
      headers: { 'Upload-Length': String(file.size), 'Upload-Metadata': `filename ${encoded(file.name)}` },
    });
    const { id } = (JSON.parse(answer.text) as { data: Upload }).data;
    return { id, path: `/courses/${courseId}/uploads/${id}` };
  }

  /** How many bytes are kept; null where there is no such upload any more. */
  async offset(path: string, signal?: AbortSignal): Promise<number | null> {
    try {
      const answer = await this.#ask({ method: 'HEAD', path, headers: {}, ...(signal && { signal }) });
      return Number(answer.header('Upload-Offset'));
    } catch (fault) {
      if (fault instanceof ApiError && fault.status === 404) return null;
      throw fault;
    }
  }

  async abandon(path: string): Promise<void> {
    await this.#ask({ method: 'DELETE', path, headers: {} });
  }

  /** Sends what is missing of the file, for as long as it takes. Throws `ApiError` for what trying again does not mend. */
  async send(path: string, file: Blob, options: SendOptions): Promise<void> {
    const { signal, onProgress, onWaiting, wait = rest, now = () => performance.now() } = options;
    let failures = 0;
    let size = FIRST_BYTES;
    let known: number | null = null;
    for (;;) {
      try {
        known ??= await this.#known(path, signal);
        if (failures > 0) onWaiting?.(false);
        onProgress(known);
        if (known >= file.size) return;
        const from: number = known;
        const began = now();
        const answer = await this.#ask({
          method: 'PATCH',
          path,
          headers: { 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' },
          body: file.slice(from, from + size),
          signal,
          onSent: (bytes) => onProgress(from + bytes),
        });
        known = Number(answer.header('Upload-Offset'));
        failures = 0;
        const grown = size * Math.min(4, PIECE_MS / Math.max(1, now() - began));
        size = Math.round(Math.min(MOST_BYTES, Math.max(FIRST_BYTES, grown)));
      } catch (fault) {
        signal.throwIfAborted();
        const again = fault instanceof ApiError && (fault.transient || fault.code === 'upload_offset');
        if (!again) throw fault;
        known = null;
        size = FIRST_BYTES;
        onWaiting?.(true);
        await wait(RETRIES_MS[Math.min(failures, RETRIES_MS.length - 1)] ?? 0, signal);
        failures += 1;
      }
    }
  }

  async #known(path: string, signal: AbortSignal): Promise<number> {
    const known = await this.offset(path, signal);
    if (known === null) throw new ApiError('no_such_upload', { status: 404 });
    return known;
  }

  async #ask(asked: Asked): Promise<Answer> {
    const token = await this.#tokens.current();
    const answer = await this.#with(asked, token);
    if (answer.status !== 401 || token === null) return checked(answer);
    return checked(await this.#with(asked, await this.#tokens.replace(token)));
  }

  #with(asked: Asked, token: string | null): Promise<Answer> {
    const signed: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
    return this.#transport({ ...asked, headers: { ...TUS, ...asked.headers, ...signed } });
  }
}

function checked(answer: Answer): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  let code = answer.status >= 500 ? 'internal' : 'unexpected';
  try {
    code = (JSON.parse(answer.text) as { error: { code: string } }).error.code;
  } catch {
    // An answer to HEAD has no body, and a proxy's is none of ours.
  }
  throw new ApiError(code, { status: answer.status, reference: answer.header('X-Request-ID') });
}

/** `fetch` does not tell how far a body has come, XMLHttpRequest does. */
function overNetwork({ method, path, headers, body, signal, onSent }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, BASE + path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (onSent) request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () =>
      resolve({
        status: request.status,
        header: (name) => request.getResponseHeader(name),
        text: request.responseText,
      });
    request.onerror = () => reject(new ApiError('offline'));
    request.onabort = () => reject(new DOMException('The upload was stopped', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(body ?? null);
  });
}

/** Until `ms` are over, or the browser says that it is connected again. */
function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => () => {
      clearTimeout(timer);
      removeEventListener('online', back);
      act();
    };
    const back = end(resolve);
    const timer = setTimeout(back, ms);
    addEventListener('online', back);
    signal.addEventListener(
      'abort',
      end(() => reject(new DOMException('The upload was stopped', 'AbortError'))),
    );
  });
}

function encoded(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text.normalize('NFC'))));
}
