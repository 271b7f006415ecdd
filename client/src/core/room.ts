import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Devices } from './devices.ts';
import { isProblem } from './devices.ts';
import { isPassing } from './faults.ts';
import { Levels, loudness } from './levels.ts';
import { MediaLink } from './link.ts';
import { Meter } from './meter.ts';
import type {
  DeviceKind,
  IceServer,
  Joined,
  Lang,
  MediaKind,
  Muted,
  ParticipantChanged,
  ServerEvent,
  Want,
} from './protocol.gen.ts';
import { StatsReader, type Stat } from './quality.ts';
import { emptyRoom, reduce, self, type ReceiveMode, type RoomAction, type RoomState } from './room-state.ts';
import type { Rtc } from './rtc.ts';
import { ScreenCapture } from './screen.ts';
import { assignSlots, sameWants } from './slots.ts';
import {
  RequestError,
  RoomSocket,
  type DurableMessage,
  type Outbox,
  type Outcome,
  type SocketOptions,
} from './socket.ts';
import { browserTiming, type Timing } from './timing.ts';
import { Views } from './views.ts';

/** A tool of the room on this side: it takes its snapshot and the events, and sends through the room. */
export interface RoomTool {
  readonly name: string;
  /** All that it knows is told as state after a join: there is no snapshot. */
  readonly stateOnly?: boolean;
  /**
   * A fresh snapshot replaces what was known; it comes with every join that could not be resumed. Who sits an exam gets
   * none of what is closed to them meanwhile, and all once they are back.
   */
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
  renewed?: SocketOptions['onRenewed'];
  timing?: Timing;
}

/** Pictures of people that a page shows at most; one slot more is for a shared screen. */
export const PICTURES: Record<DeviceKind, number> = { desktop: 25, phone: 12, program: 25 };

const CAPTURES = { audio: 'microphone', video: 'camera' } as const;
const LEVEL_INTERVAL = 100;
const STATS_INTERVAL = 10_000;

/** What became of the wish to share the screen. `taken`: somebody else does. */
export type ShareOutcome = 'shared' | 'cancelled' | 'taken' | 'failed';

/** A live room as one tab sees it: the socket, the peer connection and the devices, held together. */
export class Room {
  readonly store: StoreApi<RoomState> = createStore<RoomState>(() => emptyRoom);
  /** How the person wants to be, which the server follows as soon as it can be told. */
  readonly muted: StoreApi<Muted>;
  readonly levels = new Levels();
  readonly screen = new ScreenCapture(() => this.stopScreen());
  /** The tiles on the page, which say here what they show. */
  readonly views: Views;
  readonly socket: RoomSocket;
  readonly #options: RoomOptions;
  readonly #timing: Timing;
  readonly #tools: RoomTool[] = [];
  readonly #unsubscribe: (() => void)[] = [];
  readonly #link: MediaLink;
  readonly #stats = new StatsReader();
  #iceServers: readonly IceServer[] = [];
  #wants: Want[] = [];
  #statsTimer: ReturnType<typeof setInterval> | null = null;
  /** Whether the server last said that our screen is shown. */
  #shown = false;
  #meter: { track: MediaStreamTrack; meter: Meter } | null = null;
  #levelTimer: ReturnType<typeof setInterval> | null = null;
  /** Kinds whose mute state the server has not confirmed yet. */
  readonly #unconfirmed = new Set<MediaKind>();

  constructor(options: RoomOptions, muted: Muted) {
    this.#options = options;
    this.#timing = options.timing ?? browserTiming;
    this.views = new Views(this.#timing, () => this.#sendWants(false));
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
      onRenewed: options.renewed,
    });
    this.#link = new MediaLink({
      timing: this.#timing,
      videoSlots: this.pictures + 1,
      produce: (offer, sources) => this.socket.request<'media:produce'>({ type: 'media:produce', offer, sources }),
      reachable: () => this.store.getState().connection.phase === 'open',
      onStatus: (status) => {
        this.#dispatch({ type: 'media', status });
        if (status === 'interrupted') this.socket.verify();
      },
      onNegotiated: (rtc) => this.#negotiated(rtc),
    });
  }

  /** How many people's pictures a page may show. */
  get pictures(): number {
    return PICTURES[this.#options.kind];
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
   * to unmute; the store of the devices says why. Raises what the server refuses with, and is as before then.
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

  /**
   * Lets the person choose a window and shows it to everyone. Who may end the class may take the place of somebody who
   * shares already, once they have said so.
   */
  async shareScreen(takeOver: boolean): Promise<ShareOutcome> {
    if (this.screen.store.getState().status !== 'off') return 'shared';
    if (!(await this.screen.open())) return 'cancelled';
    const outcome = await this.#startScreen(takeOver);
    if (outcome !== 'shared') this.screen.close();
    this.#applyScreen();
    return outcome;
  }

  /** `lost`: not because the person wants it. */
  stopScreen(lost = false): void {
    if (this.screen.store.getState().status === 'off') return;
    this.screen.close(lost);
    this.#applyScreen();
    // Where the server cannot be told, the next join tells it.
    this.socket.request<'screen:stop'>({ type: 'screen:stop' }).catch(() => undefined);
  }

  setMode(mode: ReceiveMode): void {
    this.#dispatch({ type: 'mode', mode });
    this.#tellMode();
  }

  /** A host's request is answered, one way or the other. */
  answerUnmute(kind: MediaKind): void {
    this.#dispatch({ type: 'answered', kind });
  }

  async setInterpreter(participant: string, on: boolean): Promise<void> {
    await this.socket.request<'participant:interpreter'>({ type: 'participant:interpreter', participant, on });
  }

  #dispatch(action: RoomAction): void {
    this.store.setState((state) => reduce(state, action), true);
    if (action.type === 'connection' && action.state.phase === 'closed') this.#releaseMedia();
  }

  #joined(joined: Joined): void {
    this.#iceServers = joined.ice_servers;
    this.#dispatch({ type: 'joined', joined, now: this.#timing.now() });
    if (!joined.resumed) {
      for (const tool of this.#tools) {
        if (tool.stateOnly === true || tool.name in joined.tools) tool.restore(joined.tools[tool.name]);
      }
    }
    this.#adoptMuted();
    for (const kind of this.#unconfirmed) this.#tellMuted(kind).catch(() => undefined);
    if (this.#link.connected && joined.media_alive) this.#sendWants(true);
    else this.#connectMedia();
    // Not before the tools know of what has happened meanwhile: who was moved shares nothing.
    void Promise.resolve().then(() => this.#resumeScreen());
  }

  #receive(event: ServerEvent): void {
    this.#dispatch({ type: 'event', event });
    if (event.type === 'participant:changed') {
      this.#adoptMuted();
      this.#adoptScreen(event);
    } else if (event.type === 'media:layers') {
      for (const { source, active } of event.sources) {
        if (source === 'camera' || source === 'screen') this.#link.setLayers(source, active);
      }
    } else if (event.type === 'media:codec') {
      this.#link.speak(event.codec);
    }
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
      const source = CAPTURES[kind];
      if (muted) await this.socket.request<'participant:mute'>({ type: 'participant:mute', kind, source });
      else await this.socket.request<'participant:unmute'>({ type: 'participant:unmute', kind, source });
      if (this.muted.getState()[kind] === muted) this.#unconfirmed.delete(kind);
    } catch (fault) {
      // Said again after the next join; until then nothing is sent from here that should not be.
      if (!(fault instanceof RequestError) || fault.code === 'disconnected' || isPassing(fault.code)) return;
      this.#unconfirmed.delete(kind);
      this.#adoptMuted();
      throw fault;
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
      else if (isProblem(status)) this.setMuted(kind, true).catch(() => undefined);
    }
    if (muted.video) devices.close('camera');
    const { microphone, camera } = devices.store.getState();
    if (microphone.track !== null) microphone.track.enabled = !muted.audio;
    this.#link.send('microphone', may ? microphone.track : null);
    this.#link.send('camera', may && !muted.video ? camera.track : null);
    if (this.#meter?.track !== (microphone.track ?? undefined)) {
      this.#meter?.meter.close();
      this.#meter = microphone.track && { track: microphone.track, meter: new Meter(microphone.track) };
    }
  }

  async #startScreen(takeOver: boolean): Promise<ShareOutcome> {
    try {
      await this.socket.request<'screen:start'>({ type: 'screen:start', take_over: takeOver });
      return 'shared';
    } catch (fault) {
      return fault instanceof RequestError && fault.code === 'screen_taken' ? 'taken' : 'failed';
    }
  }

  /** After a break: the server may have let go of the screen meanwhile. */
  async #resumeScreen(): Promise<void> {
    if (this.screen.store.getState().status !== 'on') return;
    if ((await this.#startScreen(false)) === 'taken') this.screen.close(true);
    this.#applyScreen();
  }

  /** Stops capturing where it is shown no longer. */
  #adoptScreen({ participant }: ParticipantChanged): void {
    const { entered } = this.store.getState();
    const shown = this.#shown;
    if (participant.id !== entered?.selfId) return;
    this.#shown = participant.screen;
    if (!shown || participant.screen || this.screen.store.getState().status !== 'on') return;
    this.screen.close(true);
    this.#applyScreen();
  }

  #applyScreen(): void {
    const { video, audio } = this.screen.store.getState();
    this.#link.send('screen', video);
    this.#link.send('screen_audio', audio);
  }

  #tellMode(): void {
    const { mode } = this.store.getState();
    // Said again after every new connection, to which it belongs.
    this.socket.request<'media:mode'>({ type: 'media:mode', mode }).catch(() => undefined);
  }

  #listen(): void {
    if (this.#levelTimer !== null) return;
    const wake = () => this.socket.wake();
    const online = () => {
      wake();
      this.#link.restart();
    };
    const verify = () => this.socket.verify();
    const visible = () => {
      this.views.hide(document.visibilityState !== 'visible');
      if (document.visibilityState === 'visible') wake();
    };
    window.addEventListener('online', online);
    window.addEventListener('offline', verify);
    document.addEventListener('visibilitychange', visible);
    this.#levelTimer = setInterval(() => this.#readLevels(), LEVEL_INTERVAL);
    this.#statsTimer = setInterval(() => void this.#reportStats(), STATS_INTERVAL);
    this.#unsubscribe.push(
      () => window.removeEventListener('online', online),
      () => window.removeEventListener('offline', verify),
      () => document.removeEventListener('visibilitychange', visible),
      this.#options.devices.store.subscribe(() => this.#applyMuted()),
    );
  }

  #readLevels(): void {
    const { entered, slots } = this.store.getState();
    const heard = new Map<string, number>();
    for (const [slot, amplitude] of this.#link.levels()) {
      const speaker = slots.find((state) => state.slot === slot && state.source === 'microphone')?.participant;
      if (speaker !== undefined && speaker !== null) heard.set(speaker, loudness(amplitude));
    }
    const selfId = entered?.selfId ?? null;
    if (selfId !== null && this.#meter !== null && !this.muted.getState().audio) {
      heard.set(selfId, this.#meter.meter.read());
    }
    this.levels.report(heard, this.#timing.now(), selfId);
  }

  async #reportStats(): Promise<void> {
    const { rtc } = this.#link;
    if (rtc === null || this.store.getState().connection.phase !== 'open') return;
    const report = await rtc.stats();
    const summary = this.#stats.read(report.values() as Iterable<Stat>, performance.now());
    if (summary !== null) {
      // The next one tells more than this one sent again would.
      await this.socket.request<'media:stats'>({ type: 'media:stats', ...summary }).catch(() => undefined);
    }
  }

  #connectMedia(): void {
    const { entered } = this.store.getState();
    if (entered === null) return;
    this.#link.connect({ iceServers: this.#iceServers, companion: entered.companion });
  }

  #negotiated(rtc: Rtc): void {
    this.#stats.reset();
    this.#dispatch({ type: 'streams', audio: rtc.audioStreams, video: rtc.videoStreams });
    this.#applyMuted();
    this.#applyScreen();
    if (this.store.getState().mode !== 'full') this.#tellMode();
    this.#sendWants(true);
  }

  #sendWants(always: boolean): void {
    const numbers = [...this.store.getState().video.keys()];
    if (numbers.length === 0) return;
    const want = assignSlots(this.#wants, this.views.list(), numbers);
    if (!always && sameWants(want, this.#wants)) return;
    this.#wants = want;
    this.socket.request<'media:consume'>({ type: 'media:consume', want }).catch(() => undefined);
  }

  #releaseMedia(): void {
    this.#link.close();
    this.views.stop();
    this.screen.close();
    this.#meter?.meter.close();
    this.#meter = null;
    if (this.#levelTimer !== null) clearInterval(this.#levelTimer);
    this.#levelTimer = null;
    if (this.#statsTimer !== null) clearInterval(this.#statsTimer);
    this.#statsTimer = null;
    this.#options.devices.closeAll();
    if (this.store.getState().media !== 'none') this.#dispatch({ type: 'media', status: 'none' });
  }
}
