import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PYTHON = process.env.EDUFORUM_PYTHON ?? path.join(ROOT, '.venv/bin/python');
/** What the loop takes, in seconds, on the machine for which limits in milliseconds are stated (docs/performance.md). */
const STATED_S = 0.6;
const LOOP = 'import time\nx, begun = 0, time.perf_counter()\nfor i in range(10_000_000): x += i\nprint(time.perf_counter() - begun)';

/** A limit in milliseconds, as it is on this machine: longer by as much as one core is slower now than the one it is
 * stated for, and never shorter. */
export async function hereMs(limit) {
  const { stdout } = await promisify(execFile)(PYTHON, ['-c', LOOP]);
  return limit * Math.max(1, Number(stdout) / STATED_S);
}
