import type { Effect, EffectEvents } from '../effects.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** Of what the type library leaves out (W3C mediacapture-transform, as Chromium has it). */
interface Generator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}
interface Transform {
  MediaStreamTrackProcessor: new (options: { track: MediaStreamTrack; maxBufferSize: number }) => {
    readonly readable: ReadableStream<VideoFrame>;
  };
  MediaStreamTrackGenerator: new (options: { kind: 'video' }) => Generator;
}

const transform = globalThis as unknown as Partial<Transform>;
const FPS = 30;

/** Blurs all but the person in what `raw` shows, in a worker; resolves with the first blurred frame. */
export function startBlur(raw: MediaStreamTrack, events: EffectEvents): Promise<Effect> {
  const { MediaStreamTrackProcessor: Processor, MediaStreamTrackGenerator: Generator } = transform;
  // Another track of the same camera: what is worked on ends with the effect, what it is made from does not.
  const source = raw.clone();
  const blur =
    Processor !== undefined && Generator !== undefined
      ? new StreamBlur(source, events, Processor, Generator)
      : new BitmapBlur(source, events);
  return blur.started;
}

abstract class Blur implements Effect {
  readonly started: Promise<Effect>;
  protected readonly source: MediaStreamTrack;
  protected readonly events: EffectEvents;
  protected readonly fps: number;
  readonly #worker = new Worker(new URL('./blurWorker.ts', import.meta.url), { type: 'module' });
  #resolve: (effect: Effect) => void = () => undefined;
  #reject: (fault: Error) => void = () => undefined;
  #phase: 'starting' | 'going' | 'over' = 'starting';

  constructor(source: MediaStreamTrack, events: EffectEvents) {
    this.source = source;
    this.events = events;
    this.fps = source.getSettings().frameRate ?? FPS;
    this.started = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.heard(data);
    this.#worker.onerror = ({ message }) => this.lose('failed', message);
  }

  abstract get track(): MediaStreamTrack;

  stop(): void {
    this.#phase = 'over';
    this.#worker.terminate();
    this.source.stop();
  }

  protected heard(message: FromWorker): void {
    if (message.type === 'failed') this.lose('failed', message.why);
    else if (message.type === 'slow') this.lose('slow', 'this device is too slow');
  }

  protected tell(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  protected begin(): void {
    if (this.#phase !== 'starting') return;
    this.#phase = 'going';
    this.#resolve(this);
  }

  protected lose(reason: 'failed' | 'slow', why: string): void {
    const phase = this.#phase;
    if (phase === 'over') return;
    this.stop();
    if (phase === 'starting') this.#reject(new Error(why));
    else this.events.onLost(reason);
  }
}

/** The worker takes the frames from the camera and gives them to the track itself: the page sees none of them. */
class StreamBlur extends Blur {
  readonly #Generator: Transform['MediaStreamTrackGenerator'];
  #output: Generator;

  constructor(
    source: MediaStreamTrack,
    events: EffectEvents,
    Processor: Transform['MediaStreamTrackProcessor'],
    Generator: Transform['MediaStreamTrackGenerator'],
  ) {
    super(source, events);
    this.#Generator = Generator;
    this.#output = new Generator({ kind: 'video' });
    const { readable } = new Processor({ track: source, maxBufferSize: 1 });
    const { writable } = this.#output;
    this.tell({ type: 'streams', readable, writable, fps: this.fps }, [readable, writable]);
  }

  get track(): MediaStreamTrack {
    return this.#output;
  }

  override stop(): void {
    super.stop();
    this.#output.stop();
  }

  protected override heard(message: FromWorker): void {
    super.heard(message);
    if (message.type === 'first') this.begin();
    else if (message.type === 'lower') this.#replace();
  }

  #replace(): void {
    const before = this.#output;
    this.#output = new this.#Generator({ kind: 'video' });
    const { writable } = this.#output;
    this.tell({ type: 'output', writable }, [writable]);
    this.events.onTrack(this.#output);
    before.stop();
  }
}

/** Each frame goes to the worker and comes back, for browsers that have no streams of frames. */
class BitmapBlur extends Blur {
  readonly #video = document.createElement('video');
  readonly #canvas = document.createElement('canvas');
  readonly #context = this.#canvas.getContext('2d', { alpha: false });
  #output: MediaStreamTrack | null = null;
  #smaller = false;

  constructor(source: MediaStreamTrack, events: EffectEvents) {
    super(source, events);
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = new MediaStream([source]);
    this.#video.play().catch((fault: unknown) => this.lose('failed', String(fault)));
    this.tell({ type: 'bitmaps', fps: this.fps });
  }

  get track(): MediaStreamTrack {
    this.#output ??= this.#capture();
    return this.#output;
  }

  override stop(): void {
    super.stop();
    this.#output?.stop();
    this.#video.srcObject = null;
  }

  protected override heard(message: FromWorker): void {
    super.heard(message);
    if (message.type === 'ready') this.#next();
    else if (message.type === 'lower') this.#smaller = true;
    else if (message.type === 'painted') {
      if (message.bitmap !== null) this.#show(message.bitmap);
      this.#next();
    }
  }

  #next(): void {
    this.#video.requestVideoFrameCallback((now) => {
      createImageBitmap(this.#video).then(
        (bitmap) => this.tell({ type: 'frame', bitmap, at: now }, [bitmap]),
        // Nothing to be had of this frame, as when the camera is between two sizes.
        () => this.#next(),
      );
    });
  }

  #show(bitmap: ImageBitmap): void {
    const { width, height } = bitmap;
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#context?.drawImage(bitmap, 0, 0);
    bitmap.close();
    this.#output ??= this.#capture();
    this.begin();
    if (!this.#smaller) return;
    this.#smaller = false;
    const before = this.#output;
    this.#output = this.#capture();
    this.events.onTrack(this.#output);
    before.stop();
  }

  #capture(): MediaStreamTrack {
    const [track] = this.#canvas.captureStream().getVideoTracks();
    if (track === undefined) throw new Error('a canvas without a track');
    return track;
  }
}
