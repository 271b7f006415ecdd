import { loudness } from './levels.ts';

let shared: AudioContext | null = null;

/** The page's one audio context. Browsers start it asleep until somebody has touched the page. */
export function audioContext(): AudioContext {
  if (shared === null) {
    const context = new AudioContext();
    const wake = () => void context.resume().catch(() => undefined);
    for (const event of ['pointerdown', 'keydown']) document.addEventListener(event, wake, { capture: true });
    shared = context;
  }
  return shared;
}

/** Measures how loud a local track is. */
export class Meter {
  readonly #source: MediaStreamAudioSourceNode;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    const context = audioContext();
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#analyser = new AnalyserNode(context, { fftSize: 2048 });
    this.#source.connect(this.#analyser);
    this.#samples = new Float32Array(this.#analyser.fftSize);
  }

  /** 0–1, over the last 40 ms or so. */
  read(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    return loudness(Math.sqrt(sum / this.#samples.length));
  }

  close(): void {
    this.#source.disconnect();
  }
}
