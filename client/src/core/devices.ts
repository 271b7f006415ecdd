import { createStore, type StoreApi } from 'zustand/vanilla';
import { browserEffect, rememberedNoise, type Effect, type Noise, type StartEffect } from './effects.ts';
import { audioContext } from './meter.ts';
import { recall, remember } from './preferences.ts';

export type Capture = 'microphone' | 'camera';
export type DeviceRole = Capture | 'speaker';

/**
 * Why there is no sound or picture: refused, used by another program, not plugged in, page without HTTPS, other; or the
 * background could not be blurred, and nobody is to see it as it is.
 */
export type CaptureProblem = 'denied' | 'busy' | 'missing' | 'insecure' | 'failed' | 'unblurred';

export interface CaptureState {
  /** `preparing`: what the picture or the sound goes through is not ready yet. */
  status: 'off' | 'asking' | 'preparing' | 'on' | CaptureProblem;
  /** What is to be seen and sent: from the device itself, or what was made of it. */
  track: MediaStreamTrack | null;
  /** Which device is open. Tracks that are made from another do not tell. */
  device?: string | undefined;
}

/** Something that happened to blur or noise suppression without the person's doing. */
export type EffectNotice = 'blurFailed' | 'blurSlow' | 'noiseFailed';

export interface DeviceOption {
  id: string;
  /** Empty as long as the browser hides it, which it does until a permission is given. */
  label: string;
}

export interface DevicesState {
  microphone: CaptureState;
  camera: CaptureState;
  options: Record<DeviceRole, DeviceOption[]>;
  chosen: Record<DeviceRole, string | null>;
  blur: boolean;
  noise: Noise;
}

/** An open device, and what its track goes through. */
interface Opened {
  raw: MediaStreamTrack;
  effect: Effect | null;
}

const BOTH: readonly Capture[] = ['microphone', 'camera'];
const OFF: CaptureState = { status: 'off', track: null };
const ASKING: CaptureState = { status: 'asking', track: null };
const INSECURE: CaptureState = { status: 'insecure', track: null };
const KINDS: Record<DeviceRole, MediaDeviceKind> = {
  microphone: 'audioinput',
  camera: 'videoinput',
  speaker: 'audiooutput',
};

export function isProblem(status: CaptureState['status']): status is CaptureProblem {
  return status !== 'off' && status !== 'asking' && status !== 'preparing' && status !== 'on';
}

export const canChooseSpeaker = typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;

/** The microphones, cameras and loudspeakers of this computer, and the tracks that are open. */
export class Devices {
  readonly store: StoreApi<DevicesState> = createStore<DevicesState>(() => ({
    microphone: OFF,
    camera: OFF,
    options: { microphone: [], camera: [], speaker: [] },
    chosen: {
      microphone: recall('device.microphone'),
      camera: recall('device.camera'),
      speaker: recall('device.speaker'),
    },
    blur: recall('blur') === '1',
    noise: rememberedNoise(),
  }));
  readonly #startEffect: StartEffect;
  readonly #notify: (notice: EffectNotice) => void;
  readonly #opening: Record<Capture, Promise<void> | null> = { microphone: null, camera: null };
  readonly #opened: Record<Capture, Opened | null> = { microphone: null, camera: null };
  /** How often each was closed: what a browser gives after that is not wanted any more. */
  readonly #closed: Record<Capture, number> = { microphone: 0, camera: 0 };
  #watching = false;

  constructor(notify: (notice: EffectNotice) => void = () => undefined, startEffect = browserEffect) {
    this.#notify = notify;
    this.#startEffect = startEffect;
  }

  /** Opens what `capture` names, or says in the store why it cannot. */
  open(capture: Capture): Promise<void> {
    this.#watch();
    if (this.#opened[capture] !== null && this.#opening[capture] === null) return Promise.resolve();
    return this.#opening[capture] ?? this.#open([capture]);
  }

  /** Opens both with one question to the person, or each alone where that fails. */
  async openAll(): Promise<void> {
    this.#watch();
    if (BOTH.every((capture) => (this.#opened[capture] ?? this.#opening[capture]) === null)) await this.#open(BOTH);
    else await Promise.all(BOTH.map((capture) => this.open(capture)));
  }

  close(capture: Capture): void {
    this.#release(capture);
    if (this.store.getState()[capture].status !== 'off') this.#set(capture, OFF);
  }

  closeAll(): void {
    this.close('microphone');
    this.close('camera');
  }

  /** Remembers the choice and, where that device is open, changes over to it. */
  async choose(role: DeviceRole, id: string): Promise<void> {
    remember(`device.${role}`, id);
    this.store.setState((state) => ({ chosen: { ...state.chosen, [role]: id } }));
    if (role !== 'speaker' && this.store.getState()[role].status !== 'off') await this.#reopen(role);
  }

  /**
   * Blurs the background from now on, or not. What is seen until the first blurred picture is what was seen before: a
   * camera that opens shows nothing. Where it cannot be blurred the camera is closed.
   */
  async setBlur(on: boolean): Promise<void> {
    this.#keepBlur(on);
    const opened = this.#opened.camera;
    if (opened === null) return;
    const { effect } = opened;
    if (!on) {
      opened.effect = null;
      this.#show('camera', opened);
      effect?.stop();
    } else if (effect === null) {
      await this.#apply('camera', opened);
    }
  }

  /** The browser's suppression and ours are never on at once, and a browser takes up its own only as a device opens. */
  async setNoise(noise: Noise): Promise<void> {
    remember('noise', noise === 'standard' ? null : noise);
    this.store.setState({ noise });
    const { status } = this.store.getState().microphone;
    if (status !== 'off' && !isProblem(status)) await this.#reopen('microphone');
  }

  async refresh(): Promise<void> {
    const media = mediaDevices();
    if (media === null) return;
    const found = await media.enumerateDevices();
    const options = (role: DeviceRole): DeviceOption[] =>
      found
        .filter((device) => device.kind === KINDS[role] && device.deviceId !== '')
        .map((device) => ({ id: device.deviceId, label: device.label }));
    this.store.setState({
      options: { microphone: options('microphone'), camera: options('camera'), speaker: options('speaker') },
    });
  }

  /** Whoever else wants one of these opened meanwhile waits for the same. */
  #open(captures: readonly Capture[]): Promise<void> {
    const opening = this.#ask(captures).finally(() => {
      for (const capture of captures) if (this.#opening[capture] === opening) this.#opening[capture] = null;
    });
    for (const capture of captures) this.#opening[capture] = opening;
    return opening;
  }

  async #ask(captures: readonly Capture[], chosen = this.store.getState().chosen): Promise<void> {
    const media = mediaDevices();
    const { noise } = this.store.getState();
    const closed = { ...this.#closed };
    for (const capture of captures) this.#set(capture, media === null ? INSECURE : ASKING);
    if (media === null) return;
    const wanted: MediaStreamConstraints = {};
    for (const capture of captures) Object.assign(wanted, constraints(capture, chosen[capture], noise));
    let taken: Promise<void>[] = [];
    try {
      const stream = await media.getUserMedia(wanted);
      taken = stream.getTracks().map((track) => this.#take(track, closed));
    } catch (fault) {
      const why = problem(fault);
      for (const capture of captures) {
        if (closed[capture] !== this.#closed[capture]) continue;
        if (captures.length > 1) await this.#ask([capture]);
        // The remembered device is not here today.
        else if (why === 'missing' && chosen[capture] !== null)
          await this.#ask([capture], { ...chosen, [capture]: null });
        else this.#set(capture, { status: why, track: null });
      }
    }
    await this.refresh();
    await Promise.all(taken);
  }

  async #reopen(capture: Capture): Promise<void> {
    this.close(capture);
    await this.open(capture);
  }

  /** `closed`: how often each had been when it was asked for. */
  async #take(raw: MediaStreamTrack, closed: Record<Capture, number>): Promise<void> {
    const capture = raw.kind === 'audio' ? 'microphone' : 'camera';
    if (closed[capture] !== this.#closed[capture]) {
      raw.stop();
      return;
    }
    const opened: Opened = { raw, effect: null };
    this.#opened[capture] = opened;
    raw.addEventListener('ended', () => this.#ended(capture, opened));
    if (this.#wants(capture)) await this.#apply(capture, opened);
    else this.#show(capture, opened);
  }

  #wants(capture: Capture): boolean {
    const { blur, noise } = this.store.getState();
    return capture === 'camera' ? blur : noise === 'strong';
  }

  async #apply(capture: Capture, opened: Opened): Promise<void> {
    this.#set(capture, { ...this.store.getState()[capture], status: 'preparing' });
    const wanted = () => this.#opened[capture] === opened && this.#wants(capture);
    let effect: Effect;
    try {
      effect = await this.#startEffect(opened.raw, {
        onTrack: () => {
          if (wanted()) this.#show(capture, opened);
        },
        onLost: (reason) => {
          if (wanted()) this.#lost(capture, reason);
        },
      });
    } catch {
      if (wanted()) this.#lost(capture, 'failed');
      return;
    }
    if (wanted() && opened.effect === null) {
      opened.effect = effect;
      this.#show(capture, opened);
    } else {
      effect.stop();
    }
  }

  #release(capture: Capture): void {
    const opened = this.#opened[capture];
    this.#opened[capture] = null;
    this.#opening[capture] = null;
    this.#closed[capture] += 1;
    opened?.effect?.stop();
    opened?.raw.stop();
  }

  #show(capture: Capture, { raw, effect }: Opened): void {
    this.#set(capture, { status: 'on', track: effect?.track ?? raw, device: raw.getSettings().deviceId });
  }

  /** Without suppression one is still heard; without blur nobody sees the room that was not to be seen. */
  #lost(capture: Capture, reason: 'failed' | 'slow'): void {
    if (capture === 'microphone') {
      this.store.setState({ noise: 'standard' });
      this.#notify('noiseFailed');
      void this.#reopen('microphone');
      return;
    }
    this.#release('camera');
    if (reason === 'slow') this.#keepBlur(false);
    this.#set('camera', { status: 'unblurred', track: null });
    this.#notify(reason === 'slow' ? 'blurSlow' : 'blurFailed');
  }

  #keepBlur(on: boolean): void {
    remember('blur', on ? '1' : null);
    this.store.setState({ blur: on });
  }

  /** A device was unplugged or taken away: another of its kind takes over if there is one. */
  #ended(capture: Capture, opened: Opened): void {
    if (this.#opened[capture] === opened) void this.#reopen(capture);
  }

  #set(capture: Capture, state: CaptureState): void {
    this.store.setState(capture === 'microphone' ? { microphone: state } : { camera: state });
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    mediaDevices()?.addEventListener('devicechange', () => {
      void this.refresh();
      for (const capture of BOTH) this.#retry(capture, ['missing', 'busy']);
    });
    for (const capture of BOTH) void this.#watchPermission(capture);
  }

  /** Takes up the device by itself once the permission has been given in the browser's own bar. */
  async #watchPermission(capture: Capture): Promise<void> {
    try {
      const status = await navigator.permissions.query({ name: capture });
      status.addEventListener('change', () => {
        if (status.state !== 'denied') this.#retry(capture, ['denied']);
      });
    } catch {
      // This browser does not tell; "Try the devices again" does it by hand.
    }
  }

  #retry(capture: Capture, after: readonly CaptureProblem[]): void {
    const { status } = this.store.getState()[capture];
    if (isProblem(status) && after.includes(status)) void this.open(capture);
  }
}

/** Plays two short notes through the chosen loudspeaker. Resolves when they have been played. */
export async function playTestSound(speaker: string | null): Promise<void> {
  const context = audioContext();
  await context.resume();
  const output = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = output.stream;
  if (canChooseSpeaker && speaker !== null) await element.setSinkId(speaker).catch(() => undefined);
  await element.play();
  const notes = [523.25, 783.99].map((frequency, index) => note(context, output, frequency, index * 0.35));
  await Promise.all(notes);
  element.srcObject = null;
}

function note(context: AudioContext, output: AudioNode, frequency: number, delay: number): Promise<void> {
  const start = context.currentTime + delay;
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setTargetAtTime(0.3, start, 0.01);
  gain.gain.setTargetAtTime(0, start + 0.2, 0.12);
  const oscillator = new OscillatorNode(context, { frequency });
  oscillator.connect(gain).connect(output);
  oscillator.start(start);
  oscillator.stop(start + 0.8);
  return new Promise((resolve) => {
    oscillator.onended = () => resolve();
  });
}

/** Null on a page without HTTPS: browsers hide the devices there. */
function mediaDevices(): MediaDevices | null {
  return 'mediaDevices' in navigator ? navigator.mediaDevices : null;
}

function constraints(capture: Capture, id: string | null, noise: Noise): MediaStreamConstraints {
  const device = id === null ? {} : { deviceId: { exact: id } };
  return capture === 'microphone'
    ? { audio: { ...device, echoCancellation: true, noiseSuppression: noise === 'standard', autoGainControl: true } }
    : { video: { ...device, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } } };
}

function problem(fault: unknown): CaptureProblem {
  switch (fault instanceof DOMException ? fault.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}
