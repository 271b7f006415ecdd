// Slides to put up, as a file of the server's data folder.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PYTHON = process.env.EDUFORUM_PYTHON ?? path.join(ROOT, '.venv/bin/python');

/** The path of a PDF of 21 pages. */
export async function makeDeck(server, name) {
  const deck = path.join(server.data, name);
  await promisify(execFile)(PYTHON, ['-m', 'tests.e2e.support.deck', deck], { cwd: ROOT });
  return deck;
}

/** The same, prepared in a course; what the server says of it. */
export async function prepareDeck(server, token, courseId, name) {
  const bytes = await readFile(await makeDeck(server, name));
  return server.upload(`/learning/slides/prepared?course_id=${courseId}&name=${encodeURIComponent(name)}`, bytes, { token });
}
