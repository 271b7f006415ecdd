// A real server for the browsers: `eduforum serve` as an operator starts it, on a data folder of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from './until.mjs';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PYTHON = process.env.EDUFORUM_PYTHON ?? path.join(ROOT, '.venv/bin/python');

export const PASSWORD = 'correct horse battery seminar';

/** A port that was free a moment ago. */
export async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

export class Server {
  #process = null;
  #output = '';

  /** `host` 127.0.0.1 unless Firefox's own rules about loopback are to be met. */
  static async start({ env = {} } = {}) {
    const server = new Server();
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}`;
    server.data = await mkdtemp(path.join(tmpdir(), 'eduforum-e2e-'));
    server.env = env;
    await server.launch();
    return server;
  }

  async launch() {
    const parent = ['--parent', String(process.pid)];
    this.#process = spawn(PYTHON, ['-m', 'eduforum', 'serve', '--demo', ...parent], {
      cwd: ROOT,
      env: {
        ...process.env,
        EDUFORUM_SERVER__PORT: String(this.port),
        EDUFORUM_DATA__DIR: this.data,
        EDUFORUM_AUTH__REGISTRATION: 'open',
        DEMO_PASSWORD: PASSWORD,
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // A suite that fails before it begins must end, and the server with it.
    this.#process.unref();
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.unref();
      stream.on('data', (chunk) => {
        this.#output = (this.#output + chunk).slice(-200_000);
      });
    }
    await until(`the server answers /healthz`, async () => {
      if (this.#process.exitCode !== null) throw new Error(`eduforum serve ended:\n${this.#output}`);
      const answer = await fetch(`${this.url}/healthz`).catch(() => null);
      return answer?.ok;
    }, 60_000);
  }

  /** What it printed, for the message of a failing test. */
  get output() {
    return this.#output;
  }

  async kill(signal) {
    const process = this.#process;
    if (process.exitCode !== null || process.signalCode !== null) return;
    process.ref();
    process.kill(signal);
    await once(process, 'exit');
  }

  async stop() {
    await this.kill('SIGTERM');
    await rm(this.data, { recursive: true, force: true });
  }

  /** One API call as `token`'s owner; the answer's `data`. Throws on an error. */
  async call(method, route, { token, body } = {}) {
    const answer = await fetch(`${this.url}/api/v1${route}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text).data;
  }

  /** Puts up a file; the answer's `data`. */
  async upload(route, bytes, { token }) {
    const answer = await fetch(`${this.url}/api/v1${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    if (!answer.ok) throw new Error(`POST ${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()).data;
  }

  async signIn(person) {
    const data = await this.call('POST', '/auth/login', {
      body: { email: `${person}@eduforum.test`, password: PASSWORD, token_delivery: 'body' },
    });
    return data.access_token;
  }

  /** A session of the demo course, from now on and started unless `start` is false. */
  async newSession(title, { start = true } = {}) {
    const token = await this.signIn('professor');
    const [course] = await this.call('GET', '/courses', { token });
    const session = await this.call('POST', `/courses/${course.id}/sessions`, {
      token,
      body: { title, scheduled_at: new Date().toISOString(), duration_minutes: 90 },
    });
    return start ? this.call('POST', `/sessions/${session.id}/start`, { token }) : session;
  }
}
