import type { FromWorker, ToWorker } from './messages.ts';
import type { Size } from './mask.ts';
import { Pace } from './pace.ts';
import { Painter } from './painter.ts';

/** A thread of its own: paints each frame, and judges whether the device keeps up. */

interface Scope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage: (message: FromWorker, transfer?: Transferable[]) => void;
}

const scope = self as unknown as Scope;
let pace = new Pace(30);
let painter: Painter | null = null;
let output: WritableStreamDefaultWriter<VideoFrame> | null = null;

const fail = (fault: unknown) => scope.postMessage({ type: 'failed', why: String(fault) });

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case 'streams':
      pace = new Pace(data.fps);
      output = data.writable.getWriter();
      void pump(data.readable.getReader()).catch(fail);
      break;
    case 'output':
      void output?.close().catch(() => undefined);
      output = data.writable.getWriter();
      break;
    case 'bitmaps':
      pace = new Pace(data.fps);
      scope.postMessage({ type: 'ready' });
      break;
    case 'frame':
      void one(data.bitmap, data.at).catch(fail);
  }
};

async function pump(frames: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
  let first = true;
  for (;;) {
    const { value: frame, done } = await frames.read();
    if (done) return;
    const { timestamp } = frame;
    const canvas = pace.due(timestamp / 1_000)
      ? await paint(frame, { width: frame.displayWidth, height: frame.displayHeight })
      : null;
    frame.close();
    if (canvas === null) continue;
    const painted = new VideoFrame(canvas, { timestamp, alpha: 'discard' });
    // Refused by a track that has been stopped; the next one has been named by then, or nothing is wanted any more.
    await output?.write(painted).catch(() => painted.close());
    if (first) scope.postMessage({ type: 'first' });
    first = false;
  }
}

async function one(bitmap: ImageBitmap, at: number): Promise<void> {
  const canvas = pace.due(at) ? await paint(bitmap, bitmap) : null;
  bitmap.close();
  const painted = canvas?.transferToImageBitmap() ?? null;
  scope.postMessage({ type: 'painted', bitmap: painted }, painted === null ? [] : [painted]);
}

async function paint(source: CanvasImageSource, { width, height }: Size): Promise<OffscreenCanvas> {
  const picture = { width, height };
  if (painter?.fits(picture) !== true) {
    painter?.close();
    painter = null;
    painter = await Painter.load(picture);
  }
  const start = performance.now();
  const canvas = painter.paint(source, picture, pace.step.height);
  const now = performance.now();
  const verdict = pace.took(now - start, now);
  if (verdict === 'lower') scope.postMessage({ type: 'lower' });
  else if (verdict === 'stop') scope.postMessage({ type: 'slow' });
  return canvas;
}
