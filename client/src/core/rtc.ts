import type { IceServer, Produced, Source } from './protocol.gen.ts';

export type RtcState = 'connecting' | 'connected' | 'disconnected' | 'failed';

export interface RtcOptions {
  iceServers: readonly IceServer[];
  /** A second screen sends nothing and plays no sound. */
  companion: boolean;
  videoSlots: number;
  produce: (offer: string) => Promise<Produced>;
  onState: (state: RtcState) => void;
}

export const AUDIO_SLOTS = 3;

const CAMERA_ENCODING: RTCRtpEncodingParameters = { maxBitrate: 600_000, maxFramerate: 30 };

interface Slot {
  slot: number;
  receiver: RTCRtpReceiver;
  stream: MediaStream;
}

/**
 * The one peer connection of a client. Everything is negotiated once: microphone, camera and a fixed set of receive
 * slots. The client offers and the server, an ICE-lite agent, answers; a connection that fails is replaced whole.
 */
export class Rtc {
  readonly #connection: RTCPeerConnection;
  readonly #options: RtcOptions;
  readonly #senders: Partial<Record<Source, RTCRtpSender>> = {};
  #audio: Slot[] = [];
  #video: Slot[] = [];
  #closed = false;

  constructor(options: RtcOptions) {
    this.#options = options;
    this.#connection = new RTCPeerConnection({
      iceServers: options.iceServers.map(toIceServer),
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
    });
    this.#connection.onconnectionstatechange = () => {
      const state = this.#connection.connectionState;
      if (!this.#closed && state !== 'new' && state !== 'closed') options.onState(state);
    };
  }

  /** Negotiates. Rejects with what `produce` rejects with. */
  async start(): Promise<void> {
    const { companion, videoSlots, produce } = this.#options;
    if (!companion) {
      this.#senders.microphone = this.#add('audio', { direction: 'sendonly' }).sender;
      this.#senders.camera = this.#add('video', { direction: 'sendonly', sendEncodings: [CAMERA_ENCODING] }).sender;
    }
    const receiving: RTCRtpTransceiver[] = [];
    for (let n = 0; n < (companion ? 0 : AUDIO_SLOTS); n += 1)
      receiving.push(this.#add('audio', { direction: 'recvonly' }));
    for (let n = 0; n < videoSlots; n += 1) receiving.push(this.#add('video', { direction: 'recvonly' }));

    await this.#connection.setLocalDescription();
    const { answer, slots } = await produce(this.#connection.localDescription?.sdp ?? '');
    if (this.#closed) return;
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: answer });
    const byMid = new Map(receiving.map((transceiver) => [transceiver.mid, transceiver.receiver]));
    for (const { slot, mid, kind } of slots) {
      const receiver = byMid.get(mid);
      if (receiver === undefined) continue;
      const entry = { slot, receiver, stream: new MediaStream([receiver.track]) };
      if (kind === 'audio') this.#audio.push(entry);
      else this.#video.push(entry);
    }
  }

  get audioStreams(): ReadonlyMap<number, MediaStream> {
    return new Map(this.#audio.map(({ slot, stream }) => [slot, stream]));
  }

  get videoStreams(): ReadonlyMap<number, MediaStream> {
    return new Map(this.#video.map(({ slot, stream }) => [slot, stream]));
  }

  /** Sends `track` from now on, or nothing; no negotiation. */
  async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.#senders[source];
    if (sender === undefined || sender.track === track || this.#closed) return;
    await sender.replaceTrack(track);
  }

  /** Amplitude, 0–1, of what came in each audio slot lately. */
  levels(): Map<number, number> {
    const levels = new Map<number, number>();
    const recently = performance.timeOrigin + performance.now() - 500;
    for (const { slot, receiver } of this.#audio) {
      const source = receiver.getSynchronizationSources()[0];
      // Chromium counts these timestamps from the epoch, Firefox from the page's start.
      if (source === undefined) continue;
      const heardAt = source.timestamp < 1e11 ? performance.timeOrigin + source.timestamp : source.timestamp;
      if (heardAt >= recently) levels.set(slot, source.audioLevel ?? 0);
    }
    return levels;
  }

  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  close(): void {
    this.#closed = true;
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }

  #add(kind: 'audio' | 'video', init: RTCRtpTransceiverInit): RTCRtpTransceiver {
    const transceiver = this.#connection.addTransceiver(kind, init);
    const wanted = kind === 'audio' ? ['audio/opus'] : ['video/VP8', 'video/rtx'];
    const codecs =
      RTCRtpReceiver.getCapabilities(kind)?.codecs.filter((codec) => wanted.includes(codec.mimeType)) ?? [];
    // Without this each of thirty sections would list every codec of the browser: 60 KB instead of 12.
    if (codecs.length > 0) transceiver.setCodecPreferences(codecs);
    return transceiver;
  }
}

function toIceServer({ urls, username, credential }: IceServer): RTCIceServer {
  return { urls, ...(username && { username }), ...(credential && { credential }) };
}
