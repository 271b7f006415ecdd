/** What the page and the worker that blurs say to each other. */

export type ToWorker =
  /** Frames come by themselves and leave by themselves (Chromium). */
  | { type: 'streams'; readable: ReadableStream<VideoFrame>; writable: WritableStream<VideoFrame>; fps: number }
  /** What is painted goes here from now on. */
  | { type: 'output'; writable: WritableStream<VideoFrame> }
  /** Frames come one by one, each after the last has been painted. */
  | { type: 'bitmaps'; fps: number }
  | { type: 'frame'; bitmap: ImageBitmap; at: number };

export type FromWorker =
  /** Everything is here; frames can come. */
  | { type: 'ready' }
  /** The first frame is on its way out. */
  | { type: 'first' }
  /** Null: this frame was passed over. */
  | { type: 'painted'; bitmap: ImageBitmap | null }
  /** What comes from now on is smaller. */
  | { type: 'lower' }
  | { type: 'slow' }
  | { type: 'failed'; why: string };
