import { describe, expect, it } from 'vitest';
import { ApiError } from '../../src/core/api.ts';
import { TusClient, type Answer, type Asked } from '../../src/core/tus.ts';

/** A server that keeps what it is sent, and fails when it is told to. */
class Kept {
  received = '';
  asked: Asked[] = [];
  /** What goes wrong with the next pieces: it is kept and the answer is lost, or nothing of it arrives. */
  faults: ('lost' | 'down' | 'gone')[] = [];

  constructor(readonly size: number) {}

  transport = async (asked: Asked): Promise<Answer> => {
    this.asked.push(asked);
    if (asked.method === 'POST') return answer(201, {}, JSON.stringify({ data: { id: 'u1' } }));
    if (asked.method === 'HEAD') return answer(200, { 'Upload-Offset': String(this.received.length) });
    const fault = this.faults.shift();
    if (fault === 'down') throw new ApiError('offline');
    if (fault === 'gone') return answer(404, {}, JSON.stringify({ error: { code: 'no_such_upload' } }));
    expect(asked.headers['Upload-Offset']).toBe(String(this.received.length));
    this.received += (await asked.body?.text()) ?? '';
    if (fault === 'lost') throw new ApiError('offline');
    return answer(204, { 'Upload-Offset': String(this.received.length) });
  };
}

function answer(status: number, headers: Record<string, string>, text = ''): Answer {
  return { status, header: (name) => headers[name] ?? null, text };
}

const tokens = { current: () => Promise.resolve('token'), replace: () => Promise.resolve('another') };
const WORDS = 'veil '.repeat(200_000);

function sending(kept: Kept, waits: boolean[] = []) {
  const sent: number[] = [];
  const done = new TusClient(tokens, kept.transport).send('/courses/c/uploads/u1', new Blob([WORDS]), {
    signal: new AbortController().signal,
    onProgress: (bytes) => sent.push(bytes),
    onWaiting: (is) => waits.push(is),
    wait: () => Promise.resolve(),
    now: () => 0,
  });
  return { done, sent };
}

describe('an upload', () => {
  it('names the file and its size', async () => {
    const kept = new Kept(6);
    await new TusClient(tokens, kept.transport).begin('c', { name: '베일.txt', size: 6 });
    expect(kept.asked[0]?.headers).toEqual({
      'Tus-Resumable': '1.0.0',
      'Upload-Length': '6',
      'Upload-Metadata': 'filename 67Kg7J28LnR4dA==',
      Authorization: 'Bearer token',
    });
  });

  it('goes out in pieces, in order', async () => {
    const kept = new Kept(WORDS.length);
    const { done, sent } = sending(kept);
    await done;
    expect(kept.received).toBe(WORDS);
    expect(sent.at(-1)).toBe(WORDS.length);
  });

  it('goes on from what is kept when the line breaks, whether or not the piece had arrived', async () => {
    const kept = new Kept(WORDS.length);
    kept.faults = ['lost', 'down', 'down'];
    const waits: boolean[] = [];
    await sending(kept, waits).done;
    expect(kept.received).toBe(WORDS);
    expect(waits).toContain(true);
    expect(waits.at(-1)).toBe(false);
  });

  it('ends where there is no such upload any more', async () => {
    const kept = new Kept(WORDS.length);
    kept.faults = ['gone'];
    await expect(sending(kept).done).rejects.toMatchObject({ code: 'no_such_upload' });
  });
});
