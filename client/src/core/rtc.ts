import {
  audioPreferences,
  encodings,
  layered,
  videoPreferences,
  withLayers,
  withoutModes,
  type Encoding,
  type Shape,
  type VideoSource,
} from './encodings.ts';
import type { Stat } from './quality.ts';
import type { IceServer, Produced, Source, SourceAt, VideoCodec } from './protocol.gen.ts';

export type RtcState = 'connecting' | 'connected' | 'disconnected' | 'failed';

export interface RtcOptions {
  iceServers: readonly IceServer[];
  /** A second screen sends nothing and plays no sound. */
  companion: boolean;
  videoSlots: number;
  /** What the room speaks, as far as is known. */
  codec: VideoCodec;
  produce: (offer: string, sources: SourceAt[]) => Promise<Produced>;
  onState: (state: RtcState) => void;
}

/** Three voices, and the sound of a shared screen. */
export const AUDIO_SLOTS = 4;

const ALL = [true, true, true];
const VIDEO_SOURCES: readonly VideoSource[] = ['camera', 'screen'];
const AUDIO_BITRATE = { microphone: 32_000, screen_audio: 96_000 };

/** Short of bandwidth or processor, a face keeps moving and a text stays sharp. */
const DEGRADATION: Record<VideoSource, RTCDegradationPreference> = {
  camera: 'maintain-framerate',
  screen: 'maintain-resolution',
};

interface Slot {
  slot: number;
  receiver: RTCRtpReceiver;
  stream: MediaStream;
}

/**
 * The one peer connection of a client. Everything is negotiated once: microphone, camera, a screen with its sound, and
 * a fixed set of receive slots. The client offers and the server, an ICE-lite agent, answers; a connection that fails
 * is replaced whole.
 */
export class Rtc {
  readonly #connection: RTCPeerConnection;
  readonly #options: RtcOptions;
  readonly #senders = new Map<Source, RTCRtpTransceiver>();
  #audio: Slot[] = [];
  #video: Slot[] = [];
  #closed = false;
  readonly #watched: Record<VideoSource, readonly boolean[]> = { camera: ALL, screen: ALL };
  #held = false;
  /** Changes of what is sent wait for each other: parameters that were read before another's change are refused. */
  #tuning: Promise<void> = Promise.resolve();

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

  /** Negotiates, and tells which codec the room speaks. Rejects with what `produce` rejects with. */
  async start(): Promise<VideoCodec> {
    const { companion, videoSlots, codec } = this.#options;
    if (!companion) {
      this.#sendAudio('microphone');
      this.#sendVideo('camera');
      this.#sendVideo('screen');
      this.#sendAudio('screen_audio');
    }
    const receiving: RTCRtpTransceiver[] = [];
    for (let n = 0; n < (companion ? 0 : AUDIO_SLOTS); n += 1) receiving.push(this.#receive('audio'));
    for (let n = 0; n < videoSlots; n += 1) receiving.push(this.#receive('video'));

    const { slots, codec: spoken } = await this.#negotiate();
    if (this.#closed) return codec;
    const byMid = new Map(receiving.map((transceiver) => [transceiver.mid, transceiver.receiver]));
    for (const { slot, mid, kind } of slots) {
      const receiver = byMid.get(mid);
      if (receiver === undefined) continue;
      const entry = { slot, receiver, stream: new MediaStream([receiver.track]) };
      if (kind === 'audio') this.#audio.push(entry);
      else this.#video.push(entry);
    }
    for (const source of VIDEO_SOURCES) this.#tune(source);
    return spoken;
  }

  /** Looks for a path through the network as it is now; sound and pictures go on over the same transport. */
  async restart(): Promise<void> {
    this.#connection.restartIce();
    await this.#negotiate();
  }

  /** Sends another codec that takes the same shape. */
  async speak(codec: VideoCodec): Promise<void> {
    for (const transceiver of this.#connection.getTransceivers()) {
      if (transceiver.receiver.track.kind !== 'video') continue;
      const side = transceiver.direction === 'sendonly' ? RTCRtpSender : RTCRtpReceiver;
      prefer(transceiver, videoPreferences(side.getCapabilities('video')?.codecs ?? [], codec));
    }
    await this.#negotiate();
  }

  /** Whether a camera that was offered for one codec has to be offered again for another. */
  mustChange(offered: VideoCodec, spoken: VideoCodec): boolean {
    return this.#senders.size > 0 && layered(offered) !== layered(spoken) && canLayer();
  }

  get audioStreams(): ReadonlyMap<number, MediaStream> {
    return new Map(this.#audio.map(({ slot, stream }) => [slot, stream]));
  }

  get videoStreams(): ReadonlyMap<number, MediaStream> {
    return new Map(this.#video.map(({ slot, stream }) => [slot, stream]));
  }

  /** The receive slot of each track, by the identifier that statistics know it by. */
  get tracks(): ReadonlyMap<string, number> {
    return new Map([...this.#audio, ...this.#video].map(({ slot, receiver }) => [receiver.track.id, slot]));
  }

  /** Which section of the offer carries what is sent, by the identifier that statistics know it by. */
  get sections(): ReadonlyMap<string, Source> {
    return new Map([...this.#senders].flatMap(([source, { mid }]) => (mid === null ? [] : [[mid, source] as const])));
  }

  /** Sends `track` from now on, or nothing; no negotiation. */
  async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.#senders.get(source)?.sender;
    if (sender === undefined || sender.track === track || this.#closed) return;
    await sender.replaceTrack(track);
    // Another camera is of another size.
    if (source === 'camera' || source === 'screen') this.#tune(source);
  }

  /** Encodes only what somebody watches: `active` has a place for each layer, lowest first. */
  setLayers(source: VideoSource, active: readonly boolean[]): void {
    this.#watched[source] = active;
    this.#tune(source);
  }

  /** Encodes only the lowest of several encodings for a moment, or again what is watched. */
  hold(held: boolean): void {
    this.#held = held;
    for (const source of VIDEO_SOURCES) this.#tune(source);
  }

  /** Statistics of the pictures that are sent, and of the path (W3C webrtc-stats). */
  async sending(): Promise<Stat[]> {
    const senders = VIDEO_SOURCES.flatMap((source) => this.#senders.get(source)?.sender ?? []);
    const sending = senders.filter(({ track }) => track !== null);
    const reports = await Promise.all(sending.map((sender) => sender.getStats()));
    return reports.flatMap((report) => [...report.values()] as Stat[]);
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

  /** Statistics of everything that goes over the connection (W3C webrtc-stats). */
  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  close(): void {
    this.#closed = true;
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }

  async #negotiate(): Promise<Produced> {
    await this.#connection.setLocalDescription();
    const sources = [...this.#senders].map(([source, { mid }]) => ({ mid: mid ?? '', source }));
    const produced = await this.#options.produce(this.#connection.localDescription?.sdp ?? '', sources);
    if (!this.#closed) await this.#connection.setRemoteDescription({ type: 'answer', sdp: produced.answer });
    return produced;
  }

  #tune(source: VideoSource): void {
    this.#tuning = this.#tuning.then(async () => {
      const sender = this.#senders.get(source)?.sender;
      if (sender === undefined || this.#closed) return;
      const parameters = sender.getParameters();
      if (parameters.encodings.length === 0) return;
      const { width = Infinity, height = Infinity } = sender.track?.getSettings() ?? {};
      parameters.encodings = withLayers(source, parameters.encodings, this.#watched[source], {
        shape: shapeOf(parameters),
        picture: { width, height },
        held: this.#held,
      });
      parameters.degradationPreference = DEGRADATION[source];
      // Refused only when the connection closed meanwhile or is between two descriptions: the next change comes through.
      await sender.setParameters(parameters).catch(() => undefined);
    });
  }

  #sendAudio(source: 'microphone' | 'screen_audio'): void {
    const encoding: RTCRtpEncodingParameters = { maxBitrate: AUDIO_BITRATE[source], priority: 'high' };
    const transceiver = this.#connection.addTransceiver('audio', { direction: 'sendonly', sendEncodings: [encoding] });
    prefer(transceiver, audioPreferences(RTCRtpSender.getCapabilities('audio')?.codecs ?? []));
    this.#senders.set(source, transceiver);
  }

  #sendVideo(source: VideoSource): void {
    const { codec } = this.#options;
    const sendEncodings = encodings(source, layered(codec) && canLayer());
    const transceiver = this.#addVideo(sendEncodings);
    prefer(transceiver, videoPreferences(RTCRtpSender.getCapabilities('video')?.codecs ?? [], codec));
    this.#senders.set(source, transceiver);
  }

  #addVideo(sendEncodings: Encoding[]): RTCRtpTransceiver {
    try {
      return this.#connection.addTransceiver('video', { direction: 'sendonly', sendEncodings });
    } catch {
      // A browser that does not know the scalability modes.
      const plain = withoutModes(sendEncodings);
      return this.#connection.addTransceiver('video', { direction: 'sendonly', sendEncodings: plain });
    }
  }

  #receive(kind: 'audio' | 'video'): RTCRtpTransceiver {
    const transceiver = this.#connection.addTransceiver(kind, { direction: 'recvonly' });
    const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
    prefer(transceiver, kind === 'audio' ? audioPreferences(codecs) : videoPreferences(codecs, this.#options.codec));
    return transceiver;
  }
}

/** Firefox makes all streams of VP9 as small as the smallest, so that it is to send one. */
function shapeOf({ codecs }: RTCRtpSendParameters): Shape {
  const codec = codecs[0]?.mimeType.toLowerCase();
  if (codec !== 'video/vp9' && codec !== 'video/av1') return 'simulcast';
  if (canLayer()) return 'layers';
  return codec === 'video/vp9' ? 'single' : 'simulcast';
}

let layers: boolean | null = null;

/** Whether this browser sends spatial layers when asked to. Those that do not, pass over the wish or refuse it. */
export function canLayer(): boolean {
  if (layers === null) {
    const connection = new RTCPeerConnection();
    try {
      const { sender } = connection.addTransceiver('video', { sendEncodings: encodings('camera', true) });
      layers = (sender.getParameters().encodings[0] as Encoding | undefined)?.scalabilityMode !== undefined;
    } catch {
      layers = false;
    }
    connection.close();
  }
  return layers;
}

function prefer(transceiver: RTCRtpTransceiver, codecs: RTCRtpCodec[]): void {
  if (codecs.length > 0) transceiver.setCodecPreferences(codecs);
}

function toIceServer({ urls, username, credential }: IceServer): RTCIceServer {
  return { urls, ...(username && { username }), ...(credential && { credential }) };
}
