import type { Climb, ClimbReader } from './climb.ts';
import type { VideoSource } from './encodings.ts';
import type { IceServer, Source, VideoCodec } from './protocol.gen.ts';
import { Rtc, type RtcOptions, type RtcState } from './rtc.ts';
import type { Cancel, Timing } from './timing.ts';

export interface LinkOptions {
  timing: Timing;
  videoSlots: number;
  produce: RtcOptions['produce'];
  /** Whether the server can be asked now; without it the next join connects. */
  reachable: () => boolean;
  onStatus: (status: 'connecting' | 'connected' | 'interrupted') => void;
  /** The receive slots stand, and what is sent can be. */
  onNegotiated: (rtc: Rtc) => void;
}

/** How long an interrupted path may take to come back by itself, before another is looked for. */
const PATIENCE = 1_000;
/** How long until the connection is given up and a new one made. */
const INTERRUPTION = 6_000;
const BACKOFF_FIRST = 500;
const BACKOFF_LIMIT = 15_000;
/** How often it is looked at what is sent, and how often while the largest picture is missing. */
const LOOK = 1_000;
const ALERT_LOOK = 250;

/** Keeps one working peer connection: finds another path when the network changes, and makes a new one where none is. */
export class MediaLink {
  readonly #options: LinkOptions;
  #rtc: Rtc | null = null;
  #setting: { iceServers: readonly IceServer[]; companion: boolean } | null = null;
  #codec: VideoCodec = 'vp8';
  #attempt = 0;
  #cancelTimer: Cancel = () => undefined;
  #cancelLook: Cancel = () => undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#rtc !== null;
  }

  /** Makes a connection in place of the one that there may be. */
  connect(setting: { iceServers: readonly IceServer[]; companion: boolean }): void {
    this.#setting = setting;
    this.#connect();
  }

  /** The network is another one: looks for a path through it. What is sent and received goes on over the same slots. */
  restart(): void {
    const rtc = this.#rtc;
    if (rtc === null || !this.#options.reachable()) return;
    rtc.restart().catch(() => this.#retry(rtc));
  }

  /** The room speaks another codec. Where it is sent in another shape a new connection has to be made. */
  speak(codec: VideoCodec): void {
    const rtc = this.#rtc;
    const before = this.#codec;
    this.#codec = codec;
    if (rtc === null || before === codec) return;
    if (rtc.mustChange(before, codec)) this.#connect();
    else rtc.speak(codec).catch(() => this.#retry(rtc));
  }

  send(source: Source, track: MediaStreamTrack | null): void {
    // Refused only by a connection that has been closed meanwhile.
    this.#rtc?.send(source, track).catch(() => undefined);
  }

  setLayers(source: VideoSource, active: readonly boolean[]): void {
    this.#rtc?.setLayers(source, active);
  }

  levels(): Map<number, number> {
    return this.#rtc?.levels() ?? new Map<number, number>();
  }

  get rtc(): Rtc | null {
    return this.#rtc;
  }

  close(): void {
    this.#cancelTimer();
    this.#cancelLook();
    this.#rtc?.close();
    this.#rtc = null;
  }

  #connect(): void {
    if (this.#setting === null) return;
    this.close();
    this.#options.onStatus('connecting');
    const rtc = new Rtc({
      ...this.#setting,
      videoSlots: this.#options.videoSlots,
      codec: this.#codec,
      produce: this.#options.produce,
      onState: (state) => this.#changed(rtc, state),
    });
    this.#rtc = rtc;
    rtc.start().then(
      (codec) => this.#negotiated(rtc, codec),
      () => this.#retry(rtc),
    );
  }

  #negotiated(rtc: Rtc, codec: VideoCodec): void {
    if (rtc !== this.#rtc) return;
    const assumed = this.#codec;
    this.#codec = codec;
    if (rtc.mustChange(assumed, codec)) this.#connect();
    else {
      this.#options.onNegotiated(rtc);
      // Of use once a line has been narrow, and not before the first picture.
      import('./climb.ts').then(
        ({ Climb, ClimbReader }) => {
          if (rtc === this.#rtc) this.#look(rtc, new Climb(), new ClimbReader());
        },
        () => undefined,
      );
    }
  }

  /** Brings the largest picture back when the line has become wide again. */
  #look(rtc: Rtc, climb: Climb, reader: ClimbReader): void {
    this.#cancelLook = this.#options.timing.after(climb.alert ? ALERT_LOOK : LOOK, () => {
      rtc.sending().then(
        (report) => {
          if (rtc !== this.#rtc) return;
          const order = climb.observe(reader.read(report, this.#options.timing.now()));
          if (order !== null) rtc.hold(order === 'hold');
          this.#look(rtc, climb, reader);
        },
        // A browser that does not tell what it sends sends as it thinks best.
        () => rtc.hold(false),
      );
    });
  }

  #changed(rtc: Rtc, state: RtcState): void {
    if (rtc !== this.#rtc) return;
    this.#cancelTimer();
    if (state === 'connected') {
      this.#attempt = 0;
      this.#options.onStatus('connected');
    } else if (state === 'failed') {
      this.#retry(rtc);
    } else if (state === 'disconnected') {
      this.#options.onStatus('interrupted');
      this.#cancelTimer = this.#options.timing.after(PATIENCE, () => {
        this.#cancelTimer = this.#options.timing.after(INTERRUPTION - PATIENCE, () => this.#retry(rtc));
        this.restart();
      });
    }
  }

  /** Makes a new connection, later each time it fails. */
  #retry(rtc: Rtc): void {
    if (rtc !== this.#rtc) return;
    this.close();
    this.#options.onStatus('interrupted');
    if (!this.#options.reachable()) return;
    const delay = this.#attempt === 0 ? 0 : Math.min(BACKOFF_FIRST * 2 ** this.#attempt, BACKOFF_LIMIT);
    this.#attempt += 1;
    this.#cancelTimer = this.#options.timing.after(delay, () => this.#connect());
  }
}
