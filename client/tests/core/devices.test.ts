import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Devices, type CaptureState, type EffectNotice } from '../../src/core/devices.ts';
import { mayBeSlow, type Effect, type EffectEvents } from '../../src/core/effects.ts';

/** A track of a camera or a microphone, or one that was made from it. */
class Track extends EventTarget {
  readonly kind: string;
  readonly of: string;
  live = true;

  constructor(kind: string, of: string) {
    super();
    this.kind = kind;
    this.of = of;
  }

  getSettings = () => ({ deviceId: this.of });

  stop(): void {
    this.live = false;
  }

  unplug(): void {
    this.live = false;
    this.dispatchEvent(new Event('ended'));
  }
}

/** An effect that is ready when the test says so. */
class Making implements Effect {
  readonly raw: Track;
  readonly events: EffectEvents;
  readonly started: Promise<Effect>;
  made: Track;
  stopped = 0;
  ready: () => void = () => undefined;
  fail: () => void = () => undefined;

  constructor(raw: Track, events: EffectEvents, name: string) {
    this.raw = raw;
    this.events = events;
    this.made = new Track(raw.kind, name);
    this.started = new Promise((resolve, reject) => {
      this.ready = () => resolve(this);
      this.fail = () => reject(new Error('no WebGL'));
    });
  }

  get track(): MediaStreamTrack {
    return this.made as unknown as MediaStreamTrack;
  }

  stop(): void {
    this.stopped += 1;
    this.made.stop();
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

let opened: { constraints: MediaStreamConstraints; tracks: Track[] }[];
let making: { blur: Making[]; denoise: Making[] };
let notices: EffectNotice[];
/** What the camera's state has shown, one after the other. */
let shown: string[];
let devices: Devices;

const last = <T>(list: readonly T[]): T => {
  const item = list.at(-1);
  if (item === undefined) throw new Error('there is none');
  return item;
};
const state = (capture: 'camera' | 'microphone'): CaptureState => devices.store.getState()[capture];
const seen = (capture: 'camera' | 'microphone') => (state(capture).track as unknown as Track | null)?.of ?? null;
const raws = () => opened.flatMap(({ tracks }) => tracks);

beforeEach(() => {
  const memory = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, value: string) => memory.set(key, value),
    removeItem: (key: string) => memory.delete(key),
  });
  opened = [];
  const getUserMedia = (constraints: MediaStreamConstraints) => {
    const of = (kind: 'audio' | 'video') => {
      const wish = constraints[kind];
      const id =
        typeof wish === 'object' ? (wish.deviceId as ConstrainDOMStringParameters | undefined)?.exact : undefined;
      return wish === undefined ? [] : [new Track(kind, typeof id === 'string' ? id : `the ${kind}`)];
    };
    const tracks = [...of('audio'), ...of('video')];
    opened.push({ constraints, tracks });
    return Promise.resolve({ getTracks: () => tracks });
  };
  vi.stubGlobal('navigator', {
    mediaDevices: { getUserMedia, enumerateDevices: () => Promise.resolve([]), addEventListener: () => undefined },
  });
  making = { blur: [], denoise: [] };
  notices = [];
  devices = new Devices(
    (notice) => notices.push(notice),
    (raw, events) => {
      const [name, list] =
        raw.kind === 'video' ? (['blurred', making.blur] as const) : (['denoised', making.denoise] as const);
      const made = new Making(raw as unknown as Track, events, name);
      list.push(made);
      return made.started;
    },
  );
  shown = [];
  devices.store.subscribe(({ camera }, before) => {
    const now = (camera.track as unknown as Track | null)?.of ?? camera.status;
    if (camera !== before.camera && shown.at(-1) !== now) shown.push(now);
  });
});

afterEach(() => vi.unstubAllGlobals());

async function openBlurred(): Promise<Making> {
  await devices.setBlur(true);
  const opening = devices.open('camera');
  await settled();
  last(making.blur).ready();
  await opening;
  return last(making.blur);
}

describe('a camera with blur', () => {
  test('that opens shows nothing before the first blurred picture', async () => {
    await openBlurred();
    expect(shown).toEqual(['asking', 'preparing', 'blurred']);
    expect(state('camera')).toMatchObject({ status: 'on', device: 'the video' });
  });

  test('that was open is seen as before until the first blurred picture', async () => {
    await devices.open('camera');
    void devices.setBlur(true);
    await settled();
    expect([seen('camera'), state('camera').status]).toEqual(['the video', 'preparing']);
    last(making.blur).ready();
    await settled();
    expect(shown).toEqual(['asking', 'the video', 'blurred']);
  });

  test('is closed, and nobody sees the room, where it cannot be blurred', async () => {
    await devices.open('camera');
    void devices.setBlur(true);
    await settled();
    last(making.blur).fail();
    await settled();
    expect(state('camera')).toEqual({ status: 'unblurred', track: null });
    expect(raws().every(({ live }) => !live)).toBe(true);
    expect(notices).toEqual(['blurFailed']);
    expect(devices.store.getState().blur).toBe(true);
  });

  test('is closed when the blur breaks down, and tries again when it is turned on', async () => {
    const blur = await openBlurred();
    blur.events.onLost('failed');
    expect(shown.at(-1)).toBe('unblurred');
    const again = devices.open('camera');
    await settled();
    last(making.blur).ready();
    await again;
    expect(shown).not.toContain('the video');
    expect(seen('camera')).toBe('blurred');
  });

  test('is closed with the blur on a device that is too slow, and opens without it when it is turned on', async () => {
    const blur = await openBlurred();
    blur.events.onLost('slow');
    expect(notices).toEqual(['blurSlow']);
    expect(shown).not.toContain('the video');
    expect(devices.store.getState().blur).toBe(false);
    expect(new Devices().store.getState().blur).toBe(false);
    await devices.open('camera');
    expect(seen('camera')).toBe('the video');
  });

  test('that is changed for another stays blurred', async () => {
    const first = await openBlurred();
    const changing = devices.choose('camera', 'another');
    await settled();
    expect(first.stopped).toBe(1);
    last(making.blur).ready();
    await changing;
    expect(shown).toEqual(['asking', 'preparing', 'blurred', 'off', 'asking', 'preparing', 'blurred']);
    expect(last(making.blur).raw.of).toBe('another');
    expect(state('camera').device).toBe('another');
  });

  test('that is closed or unplugged leaves nothing running', async () => {
    const first = await openBlurred();
    devices.close('camera');
    expect([first.stopped, first.raw.live, state('camera').status]).toEqual([1, false, 'off']);
    const second = await openBlurred();
    second.raw.unplug();
    expect([second.stopped, second.raw.live]).toEqual([1, false]);
    await settled();
    expect(state('camera').status).toBe('preparing');
  });

  test('that is closed while the blur is made stays closed', async () => {
    await devices.setBlur(true);
    void devices.open('camera');
    await settled();
    devices.close('camera');
    last(making.blur).ready();
    await settled();
    expect([last(making.blur).stopped, last(making.blur).raw.live]).toEqual([1, false]);
    expect(state('camera')).toEqual({ status: 'off', track: null });
  });

  test('that is closed while the browser asks stays closed', async () => {
    const opening = devices.open('camera');
    devices.close('camera');
    await opening;
    expect(state('camera').status).toBe('off');
    expect(raws().every(({ live }) => !live)).toBe(true);
  });

  test('shows the room again when blur is switched off, also before it was ready', async () => {
    const blur = await openBlurred();
    await devices.setBlur(false);
    expect([seen('camera'), blur.stopped]).toEqual(['the video', 1]);
    void devices.setBlur(true);
    await settled();
    await devices.setBlur(false);
    last(making.blur).ready();
    await settled();
    expect([seen('camera'), last(making.blur).stopped]).toEqual(['the video', 1]);
    expect(notices).toEqual([]);
  });

  test('goes on in another track when what is painted gets smaller', async () => {
    const blur = await openBlurred();
    blur.made = new Track('video', 'blurred smaller');
    blur.events.onTrack(blur.track);
    expect(seen('camera')).toBe('blurred smaller');
  });

  test('is asked for once, however many want it', async () => {
    await devices.setBlur(true);
    const all = devices.openAll();
    const one = devices.open('camera');
    await settled();
    last(making.blur).ready();
    await Promise.all([all, one, devices.open('camera')]);
    expect(opened).toHaveLength(1);
    expect([seen('camera'), seen('microphone')]).toEqual(['blurred', 'the audio']);
  });

  test('is remembered', async () => {
    await devices.setBlur(true);
    expect(new Devices().store.getState().blur).toBe(true);
    await devices.setBlur(false);
    expect(new Devices().store.getState().blur).toBe(false);
  });
});

describe('noise suppression', () => {
  const builtIn = () => (last(opened).constraints.audio as MediaTrackConstraints).noiseSuppression;

  test('is the browser’s own unless something else was chosen', async () => {
    await devices.open('microphone');
    expect([builtIn(), seen('microphone'), making.denoise.length]).toEqual([true, 'the audio', 0]);
  });

  test('is never on twice', async () => {
    await devices.setNoise('strong');
    const opening = devices.open('microphone');
    await settled();
    last(making.denoise).ready();
    await opening;
    expect([builtIn(), seen('microphone')]).toEqual([false, 'denoised']);
    await devices.setNoise('standard');
    expect([builtIn(), seen('microphone'), last(making.denoise).stopped]).toEqual([true, 'the audio', 1]);
    await devices.setNoise('off');
    expect([builtIn(), seen('microphone')]).toEqual([false, 'the audio']);
    expect(raws().filter(({ live }) => live)).toHaveLength(1);
  });

  test('falls back to the browser’s own, and says so', async () => {
    await devices.setNoise('strong');
    const opening = devices.open('microphone');
    await settled();
    last(making.denoise).fail();
    await opening;
    await settled();
    expect([builtIn(), seen('microphone'), notices]).toEqual([true, 'the audio', ['noiseFailed']]);
    // Another day, another device: it is tried again.
    expect(new Devices().store.getState().noise).toBe('strong');
  });

  test('leaves a closed microphone closed', async () => {
    await devices.setNoise('strong');
    expect(opened).toEqual([]);
  });
});

test('another camera is taken where the remembered one is not here', async () => {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (wish) =>
    JSON.stringify(wish).includes('at home')
      ? Promise.reject(new DOMException('', 'OverconstrainedError'))
      : open(wish);
  await devices.choose('camera', 'at home');
  await devices.openAll();
  expect([seen('camera'), seen('microphone')]).toEqual(['the video', 'the audio']);
});

test('what the browser refuses is said of each device', async () => {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (wish) =>
    wish?.video === undefined ? open(wish) : Promise.reject(new DOMException('', 'NotAllowedError'));
  await devices.openAll();
  expect([state('camera').status, state('microphone').status]).toEqual(['denied', 'on']);
});

test('a page without HTTPS has no devices', async () => {
  vi.stubGlobal('navigator', {});
  await devices.openAll();
  expect([state('camera').status, state('microphone').status]).toEqual(['insecure', 'insecure']);
});

test('a device with two cores or little memory, or one that saves data, may be slow', () => {
  const device = (known: object) => ({ hardwareConcurrency: 8, ...known });
  expect(mayBeSlow(device({ hardwareConcurrency: 2 }))).toBe(true);
  expect(mayBeSlow(device({ hardwareConcurrency: 8, deviceMemory: 2 }))).toBe(true);
  expect(mayBeSlow(device({ hardwareConcurrency: 8, connection: { saveData: true } }))).toBe(true);
  expect(mayBeSlow(device({ hardwareConcurrency: 8, deviceMemory: 8 }))).toBe(false);
  expect(mayBeSlow(device({}))).toBe(false);
});
