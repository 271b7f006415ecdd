/** What a camera and a screen are sent as: resolutions, bit rates and layers, by codec. */
import type { VideoCodec } from './protocol.gen.ts';

export type VideoSource = 'camera' | 'screen';

/** With what the type library leaves out (W3C webrtc-svc). */
export interface Encoding extends RTCRtpEncodingParameters {
  scalabilityMode?: string;
}

interface Step {
  rid: string;
  /** How much smaller than the captured picture, in width and in height. */
  scale: number;
  maxBitrate: number;
  temporal: 'L1T2' | 'L1T3';
}

/** Lowest first, as the forwarder numbers them. */
const STEPS: Record<VideoSource, readonly [Step, ...Step[]]> = {
  camera: [
    { rid: 'q', scale: 4, maxBitrate: 150_000, temporal: 'L1T2' },
    { rid: 'h', scale: 2, maxBitrate: 500_000, temporal: 'L1T3' },
    { rid: 'f', scale: 1, maxBitrate: 1_700_000, temporal: 'L1T3' },
  ],
  screen: [
    { rid: 'q', scale: 2, maxBitrate: 400_000, temporal: 'L1T2' },
    { rid: 'f', scale: 1, maxBitrate: 2_500_000, temporal: 'L1T3' },
  ],
};

/** All in one stream: where the layers build on each other, the whole costs less than the sum of the steps. */
const SVC_BITRATE: Record<VideoSource, number> = { camera: 1_800_000, screen: 2_500_000 };
const SVC_LAYERS: Record<VideoSource, number> = { camera: 3, screen: 1 };

/** Sending encodings for `addTransceiver`: simulcast, or one stream of spatial layers where `svc`. */
export function encodings(source: VideoSource, svc: boolean): Encoding[] {
  if (svc) return [{ maxBitrate: SVC_BITRATE[source], scalabilityMode: svcMode(SVC_LAYERS[source]) }];
  return STEPS[source].map(({ rid, scale, maxBitrate, temporal }) => ({
    rid,
    maxBitrate,
    scaleResolutionDownBy: scale,
    scalabilityMode: temporal,
  }));
}

/** The same for a browser that knows no `scalabilityMode`. */
export function withoutModes(list: readonly Encoding[]): Encoding[] {
  return list.map(({ scalabilityMode: _, ...rest }) => rest);
}

/** How the browser sends what it sends: in layers of one stream, in several streams, or in one as it is. */
export type Shape = 'layers' | 'simulcast' | 'single';

/** Sides, long and short, from which on browsers encode so many sizes; of a smaller picture they leave out the largest. */
const SIZES = [
  { count: 3, long: 960, short: 540 },
  { count: 2, long: 480, short: 270 },
] as const;

export interface Picture {
  width: number;
  height: number;
}

/** What the lowest encoding may take while those above it are held back for a moment. */
const HELD_BITRATE = 40_000;

/** The encodings' names, lowest first. */
export const RIDS: readonly string[] = STEPS.camera.map(({ rid }) => rid);

const sizesOf = ({ width, height }: Picture): number =>
  SIZES.find(({ long, short }) => Math.max(width, height) >= long && Math.min(width, height) >= short)?.count ?? 1;

/**
 * What is to be sent of a picture when `active` says which layers somebody watches, lowest first. Simulcast switches
 * encodings off one by one, and of a small picture sends fewer, the last of them whole. A stream of layers is made
 * smaller from the top, so that what is left keeps its numbers. Where the server took one encoding of those that were
 * offered, that one carries the whole picture. `held` leaves of several encodings the lowest alone, at little.
 */
export function withLayers(
  source: VideoSource,
  sent: readonly Encoding[],
  active: readonly boolean[],
  { shape, picture, held = false }: { shape: Shape; picture: Picture; held?: boolean },
): Encoding[] {
  const [only, ...others] = sent;
  if (only === undefined) return [];
  if (shape === 'simulcast' && others.length > 0) {
    const count = Math.min(sent.length, sizesOf(picture));
    return sent.map((encoding, index) => ({
      ...encoding,
      active: index < (held ? 1 : count) && (active[index] ?? true),
      ...(held ? { maxBitrate: HELD_BITRATE } : rateOf(source, encoding)),
      scaleResolutionDownBy: 2 ** Math.max(0, count - 1 - index),
    }));
  }
  const sizes = Math.min(SVC_LAYERS[source], sizesOf(picture));
  const layers = shape === 'layers' ? sizes : 1;
  const watched = Math.min(layers, active.lastIndexOf(true) + 1);
  const dropped = watched === 0 ? 0 : layers - watched;
  return [
    {
      ...only,
      active: watched > 0,
      scaleResolutionDownBy: 2 ** dropped,
      maxBitrate: Math.round(SVC_BITRATE[source] / 3 ** (dropped + SVC_LAYERS[source] - sizes)),
      ...(shape === 'layers' && { scalabilityMode: svcMode(layers - dropped) }),
    },
    ...others.map((encoding) => ({ ...encoding, active: false })),
  ];
}

function rateOf(source: VideoSource, { rid }: Encoding): { maxBitrate?: number } {
  const step = STEPS[source].find((each) => each.rid === rid);
  return step ? { maxBitrate: step.maxBitrate } : {};
}

/** Whether a browser that can sends this codec in spatial layers of one stream rather than in several streams. */
export const layered = (codec: VideoCodec): boolean => codec === 'vp9' || codec === 'av1';

function svcMode(layers: number): string {
  return layers === 1 ? 'L1T3' : `L${layers}T3_KEY`;
}

interface Capability {
  mimeType: string;
  sdpFmtpLine?: string;
}

const NAMES: Record<VideoCodec, string> = { vp8: 'video/vp8', vp9: 'video/vp9', h264: 'video/h264', av1: 'video/av1' };

/**
 * The codecs that the forwarder passes on, each in the one profile that all browsers have, `first` before the others.
 * Without this each of thirty sections would list every codec of the browser: 100 KB instead of 40.
 */
export function videoPreferences<T extends Capability>(codecs: readonly T[], first: VideoCodec): T[] {
  const order = [first, ...(Object.keys(NAMES) as VideoCodec[]).filter((codec) => codec !== first)];
  const chosen = order.flatMap((codec) => {
    const found = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === NAMES[codec]);
    return found.find(({ sdpFmtpLine = '' }) => PROFILES[codec].test(sdpFmtpLine)) ?? found.find(isPlain) ?? [];
  });
  return chosen.length === 0 ? [] : [...chosen, ...codecs.filter(({ mimeType }) => mimeType === 'video/rtx')];
}

/** Main profile of VP9 and AV1; constrained baseline of H.264, not interleaved (RFC 6184, packetization-mode 1). */
const PROFILES: Record<VideoCodec, RegExp> = {
  vp8: /^/,
  vp9: /profile-id=0/,
  h264: /^(?=.*packetization-mode=1)(?=.*profile-level-id=42e0)/i,
  av1: /(^|;)\s*profile=0/,
};

const isPlain = ({ mimeType, sdpFmtpLine = '' }: Capability): boolean =>
  mimeType.toLowerCase() !== NAMES.h264 && !/profile(-id)?=[1-9]/.test(sdpFmtpLine);

/** Opus, where the browser can with each frame sent once more in the next packet (RED, RFC 2198). */
export function audioPreferences<T extends Capability>(codecs: readonly T[]): T[] {
  return ['audio/red', 'audio/opus'].flatMap((name) => codecs.find(({ mimeType }) => mimeType === name) ?? []);
}
