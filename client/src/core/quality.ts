import type { MediaStats } from './protocol.gen.ts';

export type StatsSummary = Omit<MediaStats, 'type' | 'id'>;

/** A dictionary of `getStats`, as far as it is read here (W3C webrtc-stats). Times in seconds. */
export interface Stat {
  id: string;
  type: string;
  kind?: string;
  mid?: string;
  remoteId?: string;
  localId?: string;
  state?: string;
  nominated?: boolean;
  currentRoundTripTime?: number;
  availableOutgoingBitrate?: number;
  bytesSent?: number;
  rid?: string;
  roundTripTime?: number;
  packetsReceived?: number;
  packetsLost?: number;
  packetsSent?: number;
  fractionLost?: number;
  jitter?: number;
  jitterBufferDelay?: number;
  jitterBufferEmittedCount?: number;
  concealedSamples?: number;
  silentConcealedSamples?: number;
  totalSamplesReceived?: number;
  framesDecoded?: number;
  framesSent?: number;
  frameWidth?: number;
  frameHeight?: number;
  framesPerSecond?: number;
  freezeCount?: number;
  totalFreezesDuration?: number;
  qualityLimitationReason?: string;
  active?: boolean;
}

/** Values that only grow over the life of a stream. */
type Counter =
  | 'packetsReceived'
  | 'packetsLost'
  | 'packetsSent'
  | 'jitterBufferDelay'
  | 'jitterBufferEmittedCount'
  | 'concealedSamples'
  | 'silentConcealedSamples'
  | 'totalSamplesReceived'
  | 'framesDecoded'
  | 'framesSent'
  | 'freezeCount'
  | 'totalFreezesDuration';

const NOTHING: ReadonlyMap<string, Stat> = new Map();

/** Makes a report of what happened between two readings of `getStats`. */
export class StatsReader {
  #before: ReadonlyMap<string, Stat> = NOTHING;
  #at: number | null = null;

  /** `now` in milliseconds. Null the first time, when there is nothing to compare with. */
  read(report: Iterable<Stat>, now: number): StatsSummary | null {
    const stats = new Map([...report].map((stat) => [stat.id, stat]));
    const before = this.#before;
    const since = this.#at;
    this.#before = stats;
    this.#at = now;
    if (since === null || now <= since) return null;
    const seconds = (now - since) / 1_000;
    const of = (type: string, kind: string) =>
      [...stats.values()].filter((stat) => stat.type === type && stat.kind === kind);
    const grown = (stat: Stat, counter: Counter) =>
      Math.max(0, (stat[counter] ?? 0) - (before.get(stat.id)?.[counter] ?? 0));
    return {
      seconds,
      rtt: roundTrip(stats.values()),
      heard: heard(of('inbound-rtp', 'audio'), grown),
      seen: seen(of('inbound-rtp', 'video'), grown, seconds),
      sent: sent(stats, of('outbound-rtp', 'audio'), of('outbound-rtp', 'video'), grown, seconds),
    };
  }

  /** Another connection counts from nothing. */
  reset(): void {
    this.#before = NOTHING;
    this.#at = null;
  }
}

type Grown = (stat: Stat, counter: Counter) => number;

function heard(streams: readonly Stat[], grown: Grown): StatsSummary['heard'] {
  const sum = (counter: Counter) => streams.reduce((total, stat) => total + grown(stat, counter), 0);
  const played = sum('totalSamplesReceived');
  if (played === 0) return null;
  const emitted = sum('jitterBufferEmittedCount');
  const live = streams.filter((stat) => grown(stat, 'packetsReceived') > 0);
  return {
    concealed: fraction(sum('concealedSamples') - sum('silentConcealedSamples'), played),
    buffer: emitted === 0 ? 0 : milliseconds(sum('jitterBufferDelay') / emitted),
    jitter: milliseconds(Math.max(0, ...live.map(({ jitter = 0 }) => jitter))),
    loss: fraction(sum('packetsLost'), sum('packetsLost') + sum('packetsReceived')),
  };
}

function seen(streams: readonly Stat[], grown: Grown, seconds: number): StatsSummary['seen'] {
  const moving = streams.filter((stat) => grown(stat, 'framesDecoded') > 0);
  const largest = moving.reduce<Stat | null>((best, stat) => (area(stat) > area(best) ? stat : best), null);
  if (largest === null) return null;
  const sum = (counter: Counter) => streams.reduce((total, stat) => total + grown(stat, counter), 0);
  return {
    width: largest.frameWidth ?? 0,
    height: largest.frameHeight ?? 0,
    fps: rate(grown(largest, 'framesDecoded'), seconds),
    freezes: sum('freezeCount'),
    frozen: rounded(sum('totalFreezesDuration'), 3),
  };
}

function sent(
  stats: ReadonlyMap<string, Stat>,
  voices: readonly Stat[],
  pictures: readonly Stat[],
  grown: Grown,
  seconds: number,
): StatsSummary['sent'] {
  const leaving = [...voices, ...pictures].filter((stat) => grown(stat, 'packetsSent') > 0);
  if (leaving.length === 0) return null;
  // What the server told of it (RFC 3550, receiver reports).
  const told = leaving.flatMap(({ remoteId }) => stats.get(remoteId ?? '') ?? []);
  const moving = pictures.filter((stat) => grown(stat, 'framesSent') > 0);
  const largest = moving.reduce<Stat | null>((best, stat) => (area(stat) > area(best) ? stat : best), null);
  return {
    loss: Math.min(1, Math.max(0, ...told.map(({ fractionLost = 0 }) => rounded(fractionLost, 4)))),
    jitter: milliseconds(Math.max(0, ...told.map(({ jitter = 0 }) => jitter))),
    width: largest?.frameWidth ?? 0,
    height: largest?.frameHeight ?? 0,
    fps: largest === null ? 0 : rate(grown(largest, 'framesSent'), seconds),
    limited: limitation(largest?.qualityLimitationReason),
  };
}

function roundTrip(stats: Iterable<Stat>): number | null {
  for (const stat of stats) {
    const { type, state, nominated, currentRoundTripTime } = stat;
    if (type === 'candidate-pair' && state === 'succeeded' && nominated === true && currentRoundTripTime !== undefined)
      return milliseconds(currentRoundTripTime);
  }
  return null;
}

function limitation(reason: string | undefined): 'none' | 'bandwidth' | 'cpu' | 'other' {
  return reason === 'bandwidth' || reason === 'cpu' || reason === 'other' ? reason : 'none';
}

const area = (stat: Stat | null): number => (stat === null ? -1 : (stat.frameWidth ?? 0) * (stat.frameHeight ?? 0));
const fraction = (part: number, whole: number): number =>
  whole <= 0 ? 0 : rounded(Math.min(1, Math.max(0, part / whole)), 4);
const milliseconds = (seconds: number): number => rounded(seconds * 1_000, 1);
const rate = (count: number, seconds: number): number => rounded(count / seconds, 1);

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
