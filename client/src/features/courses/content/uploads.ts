import { createStore, type StoreApi } from 'zustand/vanilla';
import { ApiError } from '../../../core/api.ts';
import { session } from '../../../core/client.ts';
import { TusClient } from '../../../core/tus.ts';
import { addItem } from './api.ts';

/** Files of a course on their way: what the page shows of them, over other pages, breaks of the line and reloads. */

export type Status = 'sending' | 'waiting' | 'stopped' | 'storing' | 'failed';

export interface Sending {
  key: string;
  courseId: string;
  folderId: string;
  name: string;
  size: number;
  sent: number;
  status: Status;
  /** While it is known. */
  secondsLeft: number | null;
  fault: unknown;
  /** From before a reload: the file has to be chosen once more. */
  lost: boolean;
}

/** What a reload leaves. */
interface Kept {
  key: string;
  courseId: string;
  folderId: string;
  name: string;
  size: number;
  modified: number;
  path: string;
}

interface Running {
  file: File | null;
  path: string | null;
  stop: AbortController;
}

const KEPT = 'eduforum.uploads';
/** The server forgets what rests for two days. */
const MOST_KEPT = 50;
/** What the estimate of the time left looks back on. */
const WINDOW_MS = 10_000;

export class Uploads {
  readonly store: StoreApi<{ sending: readonly Sending[] }>;
  /** Told when a file has become content. */
  onStored: (courseId: string) => void = () => undefined;
  readonly #tus: TusClient;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  readonly #running = new Map<string, Running>();
  #numbers = 0;

  constructor(tus: TusClient, storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
    this.#tus = tus;
    this.#storage = storage;
    this.store = createStore(() => ({
      sending: this.#kept().map((kept): Sending => ({ ...fresh(kept), status: 'stopped', lost: true })),
    }));
    for (const kept of this.#kept()) {
      this.#running.set(kept.key, { file: null, path: kept.path, stop: new AbortController() });
      void this.#look(kept);
    }
  }

  /** Takes files to be sent; one that was on its way before goes on from where it was. */
  add(courseId: string, folderId: string, files: readonly File[]): void {
    for (const file of files) {
      const before = this.#kept().find((kept) => kept.courseId === courseId && isOf(kept, file));
      const running = before && this.#running.get(before.key);
      if (before && running?.file === null) {
        running.file = file;
        this.#change(before.key, { lost: false });
        void this.#run(before.key);
        continue;
      }
      const key = `${Date.now()}.${this.#numbers++}`;
      this.#running.set(key, { file, path: null, stop: new AbortController() });
      const row = fresh({ key, courseId, folderId, name: file.name, size: file.size });
      this.store.setState(({ sending }) => ({ sending: [...sending, row] }));
      void this.#run(key);
    }
  }

  stop(key: string): void {
    this.#running.get(key)?.stop.abort();
    this.#change(key, { status: 'stopped', secondsLeft: null });
  }

  resume(key: string): void {
    void this.#run(key);
  }

  /** Gives an upload up. */
  remove(key: string): void {
    const running = this.#running.get(key);
    running?.stop.abort();
    this.#drop(key);
    if (running?.path) void this.#tus.abandon(running.path).catch(() => undefined);
  }

  async #run(key: string): Promise<void> {
    const running = this.#running.get(key);
    const row = this.#row(key);
    if (!running?.file || !row) return;
    const { file } = running;
    running.stop = new AbortController();
    const { signal } = running.stop;
    this.#change(key, { status: 'sending', fault: null, secondsLeft: null });
    const past: { at: number; sent: number }[] = [];
    const onProgress = (sent: number) => {
      const at = performance.now();
      past.push({ at, sent });
      while (past.length > 2 && at - (past[0]?.at ?? at) > WINDOW_MS) past.shift();
      this.#change(key, { sent, secondsLeft: left(past, file.size) });
    };
    try {
      if (running.path === null) {
        const { path } = await this.#tus.begin(row.courseId, file);
        running.path = path;
        this.#keep({ ...row, modified: file.lastModified, path });
      }
      signal.throwIfAborted();
      await this.#tus.send(running.path, file, {
        signal,
        onProgress,
        onWaiting: (waits) => this.#change(key, { status: waits ? 'waiting' : 'sending', secondsLeft: null }),
      });
      await this.#store(key, running.path);
    } catch (fault) {
      if (signal.aborted) return;
      if (fault instanceof ApiError && fault.status === 404) running.path = null;
      this.#change(key, { status: 'failed', fault, secondsLeft: null });
    }
  }

  async #store(key: string, path: string): Promise<void> {
    const row = this.#row(key);
    if (!row) return;
    this.#change(key, { status: 'storing', sent: row.size, secondsLeft: null });
    const upload_id = path.slice(path.lastIndexOf('/') + 1);
    await addItem(row.courseId, { folder_id: row.folderId, content: { kind: 'file', upload_id } });
    this.#drop(key);
    this.onStored(row.courseId);
  }

  /** How much of an upload from before a reload there is; one that is all there is stored without its file. */
  async #look({ key, path, size }: Kept): Promise<void> {
    try {
      const sent = await this.#tus.offset(path);
      if (sent === null) this.#drop(key);
      else if (sent === size) await this.#store(key, path);
      else this.#change(key, { sent });
    } catch (fault) {
      this.#change(key, { status: 'failed', fault });
    }
  }

  #row(key: string): Sending | undefined {
    return this.store.getState().sending.find((each) => each.key === key);
  }

  #change(key: string, fields: Partial<Sending>): void {
    this.store.setState(({ sending }) => ({
      sending: sending.map((each) => (each.key === key ? { ...each, ...fields } : each)),
    }));
  }

  #drop(key: string): void {
    this.#running.delete(key);
    this.#write(this.#kept().filter((each) => each.key !== key));
    this.store.setState(({ sending }) => ({ sending: sending.filter((each) => each.key !== key) }));
  }

  #keep({ key, courseId, folderId, name, size, modified, path }: Kept): void {
    const others = this.#kept().filter((each) => each.key !== key);
    this.#write([...others, { key, courseId, folderId, name, size, modified, path }].slice(-MOST_KEPT));
  }

  #kept(): Kept[] {
    try {
      const found: unknown = JSON.parse(this.#storage?.getItem(KEPT) ?? '[]');
      return Array.isArray(found) ? (found as Kept[]) : [];
    } catch {
      return [];
    }
  }

  #write(kept: Kept[]): void {
    try {
      this.#storage?.setItem(KEPT, JSON.stringify(kept));
    } catch {
      // Without room, a reload costs what was sent.
    }
  }
}

function fresh({ key, courseId, folderId, name, size }: Omit<Kept, 'modified' | 'path'>): Sending {
  const still = { sent: 0, status: 'sending' as const, secondsLeft: null, fault: null, lost: false };
  return { key, courseId, folderId, name, size, ...still };
}

function isOf(kept: Kept, file: File): boolean {
  return kept.name === file.name && kept.size === file.size && kept.modified === file.lastModified;
}

function left(past: readonly { at: number; sent: number }[], size: number): number | null {
  const [first, last] = [past[0], past.at(-1)];
  if (!first || !last || last.at - first.at < 1_000 || last.sent <= first.sent) return null;
  return ((size - last.sent) * (last.at - first.at)) / (last.sent - first.sent) / 1_000;
}

let shared: Uploads | null = null;

/** Those of this page. */
export function uploads(): Uploads {
  shared ??= new Uploads(new TusClient(session), storage());
  return shared;
}

function storage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
