/**
 * Brings the largest picture back after a line has been narrow. Chromium's estimate of a line that recovers grows by 8 % a
 * second, and encodings that are on and do not fit keep it from looking further: they are filled up with padding, while
 * only a sender that has less to send than the line carries probes as soon as it is to send more. So everything above
 * the lowest encoding is switched off until that is so, and on again.
 */
import { RIDS } from './encodings.ts';
import type { Stat } from './quality.ts';

/** What the browser tells of its encodings at a moment. */
export interface Reading {
  /** Milliseconds. */
  at: number;
  /**
   * `steady`: the largest encoding that is on sends pictures, or nothing is to be sent. `missing`: for want of bandwidth it
   * sends none, while one below does.
   */
  top: 'steady' | 'missing' | 'other';
  /** What the browser takes the line to carry, in bits a second. */
  estimate: number | null;
  /** What it has sent so far, in bytes. */
  sent: number;
  /** Milliseconds. */
  roundTrip: number | null;
  /** 0–1, of what the lowest encodings sent lately. */
  loss: number;
}

export type Order = 'hold' | 'release';

/** How long the largest picture must have been missing, and nothing have spoken against a try, before the first one. */
const WAIT = 3_000;
/** Each try that was in vain doubles the wait. */
const WAIT_LIMIT = 96_000;
/** How long the largest picture has to last for the next wait to be the first again. */
const STEADY = 10_000;
/** A line that carries so much more than before its last fall has become another one: that is tried without waiting. */
const WIDER = 1.15;
/** So has one that was tried and of which so much more is known since. */
const PROVEN = 1.5;
const CALM = 1_000;
/** A line is full when the estimate falls below this share of what it was, */
const FALL = 0.93;
/** or loses that share, */
const LOSS = 0.03;
/** or has so many milliseconds more on the way than at its best. */
const QUEUE = 75;
/** What a round trip is measured against follows a longer way by this share of the difference with each reading. */
const FORGET = 0.02;

/** libwebrtc counts a sender as limited by its own need who left so much of this share of the line for so long unused. */
const NEED = 0.65;
const UNUSED_MS = 500;
/** A hold that does not come to that is of no use any longer. */
const HOLD_LIMIT = 4_000;

/** Decides when to try. Pure: time comes with the readings, one a second or, when it is `alert`, more. */
export class Climb {
  #missingSince: number | null = null;
  #calmSince: number | null = null;
  #steadySince: number | null = null;
  #hold: Hold | null = null;
  #wait = WAIT;
  #shortest: number | null = null;
  /** The most that was estimated since the last fall, and from what on the line is another one. */
  #most: number | null = null;
  #wider = Infinity;

  get holding(): boolean {
    return this.#hold !== null;
  }

  /** Whether the next reading should come soon. */
  get alert(): boolean {
    return this.holding || this.#missingSince !== null;
  }

  observe(reading: Reading): Order | null {
    const { at, top } = reading;
    this.#feel(reading);
    if (this.#hold !== null) {
      if (!this.#hold.isDone(reading)) return null;
      this.#hold = null;
      this.#missingSince = null;
      return 'release';
    }
    this.#steadySince = top === 'steady' ? (this.#steadySince ?? at) : null;
    if (this.#steadySince !== null && at - this.#steadySince >= STEADY) this.#wait = WAIT;
    this.#missingSince = top === 'missing' ? (this.#missingSince ?? at) : null;
    if (this.#missingSince === null || !this.#mayTry(at, this.#missingSince)) return null;
    this.#wait = Math.min(2 * this.#wait, WAIT_LIMIT);
    this.#wider = PROVEN * (this.#most ?? Infinity);
    this.#hold = new Hold(reading);
    return 'hold';
  }

  #mayTry(at: number, missingSince: number): boolean {
    if (this.#calmSince === null) return false;
    const since = Math.max(missingSince, this.#calmSince);
    return at - since >= ((this.#most ?? 0) >= this.#wider ? CALM : this.#wait);
  }

  /** Keeps in mind since when nothing has said that the line is full. */
  #feel({ at, estimate, roundTrip, loss }: Reading): void {
    let full = loss >= LOSS;
    if (roundTrip !== null) {
      const shortest = Math.min(this.#shortest ?? roundTrip, roundTrip);
      if (roundTrip > shortest + QUEUE) full = true;
      this.#shortest = shortest + FORGET * (roundTrip - shortest);
    }
    if (estimate !== null) {
      if (this.#most !== null && estimate < FALL * this.#most) {
        full = true;
        this.#wider = WIDER * this.#most;
        this.#most = estimate;
      } else this.#most = Math.max(this.#most ?? 0, estimate);
    }
    this.#calmSince = full ? null : (this.#calmSince ?? at);
  }
}

/** The upper encodings are off, until so little is sent for so long that the sender counts as limited by its need. */
class Hold {
  readonly #since: number;
  #last: Reading;
  /** Milliseconds of what may be used of the line: below none it was overdrawn. */
  #unused = -UNUSED_MS;

  constructor(reading: Reading) {
    this.#since = reading.at;
    this.#last = reading;
  }

  isDone(reading: Reading): boolean {
    const elapsed = reading.at - this.#last.at;
    const budget = (NEED * (reading.estimate ?? 0)) / 8_000;
    if (budget > 0) {
      const unused = this.#unused + elapsed - (reading.sent - this.#last.sent) / budget;
      this.#unused = Math.min(UNUSED_MS, Math.max(-UNUSED_MS, unused));
    }
    this.#last = reading;
    return this.#unused >= UNUSED_MS || reading.at - this.#since >= HOLD_LIMIT;
  }
}

/** Makes readings of what `getStats` tells of the senders of pictures and their path. */
export class ClimbReader {
  #frames: ReadonlyMap<string, number> = new Map();

  read(report: Iterable<Stat>, at: number): Reading {
    const stats = new Map([...report].map((stat) => [stat.id, stat]));
    const active = [...stats.values()].filter(
      ({ type, kind, active }) => type === 'outbound-rtp' && kind === 'video' && active === true,
    );
    const before = this.#frames;
    this.#frames = new Map(active.map(({ id, framesSent = 0 }) => [id, framesSent]));
    const moves = ({ id, framesSent = 0 }: Stat) => framesSent > (before.get(id) ?? 0);

    const sources = [...new Set(active.map(({ mid }) => mid))].map((mid) => {
      const encodings = active.filter((stat) => stat.mid === mid);
      return encodings.toSorted((one, other) => rank(one) - rank(other));
    });
    const tops = sources.map((encodings) => {
      const top = encodings.at(-1);
      if (top === undefined || moves(top) || !encodings.some(moves)) return 'steady';
      return encodings.some(({ qualityLimitationReason }) => qualityLimitationReason === 'bandwidth')
        ? 'missing'
        : 'other';
    });
    const told = sources.flatMap(([lowest]) => stats.get(lowest?.remoteId ?? '') ?? []);
    const path = [...stats.values()].find(
      ({ type, state, nominated }) => type === 'candidate-pair' && state === 'succeeded' && nominated === true,
    );
    const trips = told.flatMap(({ roundTripTime }) => roundTripTime ?? []);
    return {
      at,
      top: (['missing', 'other'] as const).find((state) => tops.includes(state)) ?? 'steady',
      estimate: path?.availableOutgoingBitrate ?? null,
      sent: path?.bytesSent ?? 0,
      roundTrip: trips.length === 0 ? null : 1_000 * Math.min(...trips),
      loss: Math.max(0, ...told.map(({ fractionLost = 0 }) => fractionLost)),
    };
  }
}

const rank = ({ rid = '' }: Stat): number => RIDS.indexOf(rid);
