import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Capture, Devices } from './devices.ts';
import { isProblem } from './devices.ts';
import { Levels, loudness } from './levels.ts';
import { Meter } from './meter.ts';
import type {
  DeviceKind,
  IceServer,
  Joined,
  Lang,
  MediaKind,
  Muted,
  ServerEvent,
  Want,
} from './protocol.gen.ts';
import { emptyRoom, reduce, self, type RoomAction, type RoomState } from './room-state.ts';
import { Rtc, type RtcState } from './rtc.ts';
import { assignSlots, sameWants, type VisibleTile } from './slots.ts';
import { RoomSocket, type DurableMessage, type Outbox, type Outcome, type SocketOptions } from './socket.ts';
import { browserTiming, type Cancel, type Timing } from './timing.ts';

/** A tool of the room on this side: it takes its snapshot and the events, and sends through the room. */
export interface RoomTool {
  readonly name: string;
  /** A fresh snapshot replaces what was known; it comes with every join that could not be resumed. */
  restore: (snapshot: unknown) => void;
  receive: (event: ServerEvent) => void;
  settled: (message: DurableMessage, outcome: Outcome) => void;
}

export interface RoomOptions {
  instance: string;
  kind: DeviceKind;
  lang: () => Lang;
  devices: Devices;
  outbox: Outbox;
  ticket: SocketOptions['ticket'];
  refused: SocketOptions['refused'];
  timing?: Timing;
}

export const VIDEO_SLOTS: Record<DeviceKind, number> = { desktop: 25, phone: 12, program: 25 };

const CAPTURES: Record<MediaKind, Capture> = { audio: 'microphone', video: 'camera' };
const WANT_DELAY = 100;
const LEVEL_INTERVAL = 100;
/** How long an interrupted transport may take to come back by itself. */
const INTERRUPTION = 6_000;

/** A live room as one tab sees it: the socket, the peer connection and the devices, held together. */
export class Room {
  readonly store: StoreApi<RoomState> = createStore<RoomState>(() => emptyRoom);
  /** How the person wants to be, which the server follows as soon as it can be told. */
  readonly muted: StoreApi<Muted>;
  readonly levels = new Levels();
  readonly socket: RoomSocket;
  readonly #options: RoomOptions;
  readonly #timing: Timing;
  readonly #tools: RoomTool[] = [];
  readonly #videoSlots: number;
  readonly #unsubscribe: (() => void)[] = [];
  #rtc: Rtc | null = null;
  #rtcAttempt = 0;
  #iceServers: readonly IceServer[] = [];
  #cancelRtcTimer: Cancel = () => undefined;
  #tiles: readonly VisibleTile[] = [];
  #wants: Want[] = [];
  #cancelWant: Cancel | null = null;
  #meter: { track: MediaStreamTrack; meter: Meter } | null = null;
  #levelTimer: ReturnType<typeof setInterval> | null = null;
  /** Kinds whose mute state the server has not confirmed yet. */
  readonly #unconfirmed = new Set<MediaKind>();

  constructor(options: RoomOptions, muted: Muted) {
    this.#options = options;
    this.#timing = options.timing ?? browserTiming;
    this.#videoSlots = VIDEO_SLOTS[options.kind];
    this.muted = createStore<Muted>(() => muted);
    this.socket = new RoomSocket({
      timing: this.#timing,
      outbox: options.outbox,
      open: (url) => new WebSocket(url),
      ticket: options.ticket,
      refused: options.refused,
      hello: () => ({
        client: { instance: options.instance, kind: options.kind, lang: options.lang() },
        muted: this.muted.getState(),
      }),
      probe: () => ({ type: 'media:consume', want: this.#wants }),
      onState: (state) => this.#dispatch({ type: 'connection', state }),
      onJoined: (joined) => this.#joined(joined),
      onEvent: (event) => this.#receive(event),
      onSettled: (message, outcome) => this.#tools.forEach((tool) => tool.settled(message, outcome)),
    });
  }

  get videoSlots(): number {
    return this.#videoSlots;
  }

  use(tool: RoomTool): void {
    this.#tools.push(tool);
  }

  enter(device: 'new' | 'move' = 'new'): void {
    this.#listen();
    this.socket.start(device);
  }

  async leave(): Promise<void> {
    const left = this.socket.leave();
    this.#releaseMedia();
    await left;
    this.stop();
  }

  /** Lets go of everything without telling the server: the person keeps the place for the server's grace period. */
  stop(): void {
    this.socket.stop();
    this.#releaseMedia();
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
  }

  /**
   * Mutes or unmutes: at once here, in the forwarder as soon as the server hears of it. False when there is no device
   * to unmute; the store of the devices says why.
   */
  async setMuted(kind: MediaKind, muted: boolean): Promise<boolean> {
    if (!muted && !this.#mayCapture()) return false;
    this.#unconfirmed.add(kind);
    this.muted.setState({ [kind]: muted });
    this.#applyMuted();
    if (!muted) {
      await this.#options.devices.open(CAPTURES[kind]);
      if (this.muted.getState()[kind]) return !isProblem(this.#options.devices.store.getState()[CAPTURES[kind]].status);
    }
    await this.#tellMuted(kind);
    return true;
  }

  /** The tiles on the screen now; their pictures are asked for once the screen has settled. */
  show(tiles: readonly VisibleTile[]): void {
    this.#tiles = tiles;
    this.#cancelWant ??= this.#timing.after(WANT_DELAY, () => {
      this.#cancelWant = null;
      this.#sendWants(false);
    });
  }

  stats(): Promise<RTCStatsReport | null> {
    return this.#rtc?.stats() ?? Promise.resolve(null);
  }

  #dispatch(action: RoomAction): void {
    this.store.setState((state) => reduce(state, action), true);
    if (action.type === 'connection' && action.state.phase === 'closed') this.#releaseMedia();
  }

  #joined(joined: Joined): void {
    this.#iceServers = joined.ice_servers;
    this.#dispatch({ type: 'joined', joined, now: this.#timing.now() });
    if (!joined.resumed) for (const tool of this.#tools) tool.restore(joined.tools[tool.name]);
    this.#adoptMuted();
    for (const kind of this.#unconfirmed) void this.#tellMuted(kind);
    if (this.#rtc !== null && joined.media_alive) this.#sendWants(true);
    else this.#connectMedia();
  }

  #receive(event: ServerEvent): void {
    this.#dispatch({ type: 'event', event });
    if (event.type === 'participant:changed') this.#adoptMuted();
    for (const tool of this.#tools) tool.receive(event);
  }

  /** Takes over what the server says, as far as nothing of ours is on its way. */
  #adoptMuted(): void {
    const me = self(this.store.getState());
    if (me === null) return;
    const mine = this.muted.getState();
    const next = {
      audio: this.#unconfirmed.has('audio') ? mine.audio : me.muted.audio,
      video: this.#unconfirmed.has('video') ? mine.video : me.muted.video,
    };
    if (next.audio !== mine.audio || next.video !== mine.video) this.muted.setState(next);
    this.#applyMuted();
  }

  async #tellMuted(kind: MediaKind): Promise<void> {
    const muted = this.muted.getState()[kind];
    try {
      await this.socket.request({
        type: muted ? 'participant:mute' : 'participant:unmute',
        kind,
        source: CAPTURES[kind],
      });
      if (this.muted.getState()[kind] === muted) this.#unconfirmed.delete(kind);
    } catch {
      // Said again after the next join; until then nothing is sent from here that should not be.
    }
  }

  #mayCapture(): boolean {
    const state = this.store.getState();
    return state.entered?.companion === false && self(state)?.sending === true;
  }

  /** Brings devices, senders and the meter into line with what is muted. A camera that is off is closed, light and all. */
  #applyMuted(): void {
    const { devices } = this.#options;
    const muted = this.muted.getState();
    const may = this.#mayCapture();
    if (!may && this.store.getState().entered !== null) devices.closeAll();
    for (const kind of ['audio', 'video'] as const) {
      const { status } = devices.store.getState()[CAPTURES[kind]];
      if (!may || muted[kind]) continue;
      if (status === 'off') void devices.open(CAPTURES[kind]);
      else if (isProblem(status)) void this.setMuted(kind, true);
    }
    if (muted.video) devices.close('camera');
    const { microphone, camera } = devices.store.getState();
    if (microphone.track !== null) microphone.track.enabled = !muted.audio;
    void this.#rtc?.send('microphone', may ? microphone.track : null);
    void this.#rtc?.send('camera', may && !muted.video ? camera.track : null);
    if (this.#meter?.track !== (microphone.track ?? undefined)) {
      this.#meter?.meter.close();
      this.#meter = microphone.track && { track: microphone.track, meter: new Meter(microphone.track) };
    }
  }

  #listen(): void {
    if (this.#levelTimer !== null) return;
    const wake = () => this.socket.wake();
    const verify = () => this.socket.verify();
    const visible = () => document.visibilityState === 'visible' && wake();
    window.addEventListener('online', wake);
    window.addEventListener('offline', verify);
    document.addEventListener('visibilitychange', visible);
    this.#levelTimer = setInterval(() => this.#readLevels(), LEVEL_INTERVAL);
    this.#unsubscribe.push(
      () => window.removeEventListener('online', wake),
      () => window.removeEventListener('offline', verify),
      () => document.removeEventListener('visibilitychange', visible),
      this.#options.devices.store.subscribe(() => this.#applyMuted()),
    );
  }

  #readLevels(): void {
    const { entered, slots } = this.store.getState();
    const heard = new Map<string, number>();
    for (const [slot, amplitude] of this.#rtc?.levels() ?? []) {
      const speaker = slots.find((state) => state.slot === slot)?.participant;
      if (speaker !== undefined && speaker !== null) heard.set(speaker, loudness(amplitude));
    }
    const selfId = entered?.selfId ?? null;
    if (selfId !== null && this.#meter !== null && !this.muted.getState().audio) {
      heard.set(selfId, this.#meter.meter.read());
    }
    this.levels.report(heard, this.#timing.now(), selfId);
  }

  #connectMedia(): void {
    const { entered } = this.store.getState();
    if (entered === null) return;
    this.#closeRtc();
    this.#dispatch({ type: 'media', status: 'connecting' });
    const rtc = new Rtc({
      iceServers: this.#iceServers,
      companion: entered.companion,
      videoSlots: this.#videoSlots,
      produce: (offer) => this.socket.request<'media:produce'>({ type: 'media:produce', offer, sources: null }),
      onState: (state) => this.#rtcChanged(rtc, state),
    });
    this.#rtc = rtc;
    rtc.start().then(
      () => this.#negotiated(rtc),
      () => this.#retryMedia(rtc),
    );
  }

  #negotiated(rtc: Rtc): void {
    if (rtc !== this.#rtc) return;
    this.#dispatch({ type: 'streams', audio: rtc.audioStreams, video: rtc.videoStreams });
    this.#applyMuted();
    this.#sendWants(true);
  }

  #rtcChanged(rtc: Rtc, state: RtcState): void {
    if (rtc !== this.#rtc) return;
    this.#cancelRtcTimer();
    if (state === 'connected') {
      this.#rtcAttempt = 0;
      this.#dispatch({ type: 'media', status: 'connected' });
    } else if (state === 'failed') {
      this.#retryMedia(rtc);
    } else if (state === 'disconnected') {
      this.#dispatch({ type: 'media', status: 'interrupted' });
      this.socket.verify();
      this.#cancelRtcTimer = this.#timing.after(INTERRUPTION, () => this.#retryMedia(rtc));
    }
  }

  /** Makes a new connection, later each time it fails. Without a socket the next join does it. */
  #retryMedia(rtc: Rtc): void {
    if (rtc !== this.#rtc) return;
    this.#closeRtc();
    this.#dispatch({ type: 'media', status: 'interrupted' });
    if (this.store.getState().connection.phase !== 'open') return;
    const delay = this.#rtcAttempt === 0 ? 0 : Math.min(500 * 2 ** this.#rtcAttempt, 15_000);
    this.#rtcAttempt += 1;
    this.#cancelRtcTimer = this.#timing.after(delay, () => this.#connectMedia());
  }

  #sendWants(always: boolean): void {
    const numbers = [...this.store.getState().video.keys()];
    if (numbers.length === 0) return;
    const want = assignSlots(this.#wants, this.#tiles, numbers);
    if (!always && sameWants(want, this.#wants)) return;
    this.#wants = want;
    this.socket.request<'media:consume'>({ type: 'media:consume', want }).catch(() => undefined);
  }

  #closeRtc(): void {
    this.#cancelRtcTimer();
    this.#rtc?.close();
    this.#rtc = null;
  }

  #releaseMedia(): void {
    this.#closeRtc();
    this.#meter?.meter.close();
    this.#meter = null;
    if (this.#levelTimer !== null) clearInterval(this.#levelTimer);
    this.#levelTimer = null;
    this.#options.devices.closeAll();
    if (this.store.getState().media !== 'none') this.#dispatch({ type: 'media', status: 'none' });
  }
}
