import { createStore, type StoreApi } from 'zustand/vanilla';
import { audioContext } from './meter.ts';
import { recall, remember } from './preferences.ts';

export type Capture = 'microphone' | 'camera';
export type DeviceRole = Capture | 'speaker';

/** Why there is no sound or picture: refused, used by another program, not plugged in, page without HTTPS, other. */
export type CaptureProblem = 'denied' | 'busy' | 'missing' | 'insecure' | 'failed';

export interface CaptureState {
  status: 'off' | 'asking' | 'on' | CaptureProblem;
  track: MediaStreamTrack | null;
}

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
}

const OFF: CaptureState = { status: 'off', track: null };
const ASKING: CaptureState = { status: 'asking', track: null };
const KINDS: Record<DeviceRole, MediaDeviceKind> = {
  microphone: 'audioinput',
  camera: 'videoinput',
  speaker: 'audiooutput',
};

export function isProblem(status: CaptureState['status']): status is CaptureProblem {
  return status !== 'off' && status !== 'asking' && status !== 'on';
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
  }));
  readonly #opening: Record<Capture, Promise<void> | null> = { microphone: null, camera: null };
  #watching = false;

  /** Opens what `capture` names, or says in the store why it cannot. */
  open(capture: Capture): Promise<void> {
    this.#watch();
    if (this.store.getState()[capture].status === 'on') return Promise.resolve();
    this.#opening[capture] ??= this.#open(capture).finally(() => {
      this.#opening[capture] = null;
    });
    return this.#opening[capture];
  }

  /** Opens both with one question to the person, or each alone where that fails. */
  async openAll(): Promise<void> {
    this.#watch();
    const media = mediaDevices();
    const { microphone, camera, chosen } = this.store.getState();
    if (media === null || microphone.status === 'on' || camera.status === 'on') {
      await Promise.all([this.open('microphone'), this.open('camera')]);
      return;
    }
    this.store.setState({ microphone: ASKING, camera: ASKING });
    try {
      const wanted = { ...constraints('microphone', chosen.microphone), ...constraints('camera', chosen.camera) };
      const tracks = (await media.getUserMedia(wanted)).getTracks();
      for (const track of tracks) this.#take(track.kind === 'audio' ? 'microphone' : 'camera', track);
      await this.refresh();
    } catch {
      this.store.setState({ microphone: OFF, camera: OFF });
      await this.open('microphone');
      await this.open('camera');
    }
  }

  close(capture: Capture): void {
    const { status, track } = this.store.getState()[capture];
    if (status === 'off') return;
    track?.stop();
    this.#set(capture, OFF);
  }

  closeAll(): void {
    this.close('microphone');
    this.close('camera');
  }

  /** Remembers the choice and, where that device is open, changes over to it. */
  async choose(role: DeviceRole, id: string): Promise<void> {
    remember(`device.${role}`, id);
    this.store.setState((state) => ({ chosen: { ...state.chosen, [role]: id } }));
    if (role === 'speaker' || this.store.getState()[role].status === 'off') return;
    this.close(role);
    await this.open(role);
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

  async #open(capture: Capture): Promise<void> {
    const media = mediaDevices();
    if (media === null) {
      this.#set(capture, { status: 'insecure', track: null });
      return;
    }
    this.#set(capture, ASKING);
    try {
      const stream = await request(media, capture, this.store.getState().chosen[capture]);
      const track = stream.getTracks()[0];
      if (track === undefined) throw new DOMException('no track', 'NotFoundError');
      this.#take(capture, track);
    } catch (fault) {
      this.#set(capture, { status: problem(fault), track: null });
    }
    await this.refresh();
  }

  #take(capture: Capture, track: MediaStreamTrack): void {
    track.addEventListener('ended', () => this.#ended(capture, track));
    this.#set(capture, { status: 'on', track });
  }

  /** A device was unplugged or taken away: another of its kind takes over if there is one. */
  #ended(capture: Capture, track: MediaStreamTrack): void {
    if (this.store.getState()[capture].track !== track) return;
    this.#set(capture, OFF);
    void this.open(capture);
  }

  #set(capture: Capture, state: CaptureState): void {
    this.store.setState(capture === 'microphone' ? { microphone: state } : { camera: state });
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    mediaDevices()?.addEventListener('devicechange', () => {
      void this.refresh();
      for (const capture of ['microphone', 'camera'] as const) this.#retry(capture, ['missing', 'busy']);
    });
    for (const capture of ['microphone', 'camera'] as const) void this.#watchPermission(capture);
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

async function request(media: MediaDevices, capture: Capture, id: string | null): Promise<MediaStream> {
  try {
    return await media.getUserMedia(constraints(capture, id));
  } catch (fault) {
    // The remembered device is not here today.
    if (
      id !== null &&
      fault instanceof DOMException &&
      ['OverconstrainedError', 'NotFoundError'].includes(fault.name)
    ) {
      return await media.getUserMedia(constraints(capture, null));
    }
    throw fault;
  }
}

function constraints(capture: Capture, id: string | null): MediaStreamConstraints {
  const device = id === null ? {} : { deviceId: { exact: id } };
  return capture === 'microphone'
    ? { audio: { ...device, echoCancellation: true, noiseSuppression: true, autoGainControl: true } }
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
