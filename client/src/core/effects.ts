import { recall } from './preferences.ts';

/** Against noise: nothing, what the browser has built in, or RNNoise, a network of our own that takes out more. */
export type Noise = 'off' | 'standard' | 'strong';

export const NOISES: readonly Noise[] = ['off', 'standard', 'strong'];

/** A track that is made from another. */
export interface Effect {
  /** Carries nothing but what has been worked on, from the first frame or sample on. */
  readonly track: MediaStreamTrack;
  /** Lets go of everything but the track that it was made from. */
  stop: () => void;
}

export interface EffectEvents {
  /** What is made goes on in another track, because it is of another size. */
  onTrack: (track: MediaStreamTrack) => void;
  /** There will be nothing more. `slow`: this device cannot keep up. */
  onLost: (reason: 'failed' | 'slow') => void;
}

/** Blurs a picture, or takes the noise out of a sound. Resolves once the track carries something. */
export type StartEffect = (raw: MediaStreamTrack, events: EffectEvents) => Promise<Effect>;

/** Code and models are fetched when one of them is first switched on. */
export const browserEffect: StartEffect = async (raw, events) =>
  (await import('./comfort/start.ts')).startEffect(raw, events);

export function rememberedNoise(): Noise {
  const noise = recall('noise');
  return NOISES.find((each) => each === noise) ?? 'standard';
}

/** Not every browser tells everything. */
interface Device {
  hardwareConcurrency: number;
  deviceMemory?: number;
  connection?: { saveData?: boolean };
}

/** Whether a blurred picture is likely to be too much for this device, as far as the browser tells. */
export function mayBeSlow(device: Device): boolean {
  const { hardwareConcurrency, deviceMemory = Infinity, connection } = device;
  return hardwareConcurrency <= 2 || deviceMemory <= 2 || connection?.saveData === true;
}
