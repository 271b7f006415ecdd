import { browserTiming, type Cancel, type Timing } from '../../core/timing.ts';
import { announce } from '../../ui/announce.ts';
import { levelOf, type Kind, type Level } from './levels.ts';

/** What has gathered, in one line; empty where there is nothing any more. `whole`: nothing is shortened. */
export type Line = (whole: boolean) => string;

/** What comes within this time is told in one line. */
const GATHER_MS = 2_000;
/** Between two lines there is time to listen to the class. */
const GAP_MS = 10_000;
/** Of one kind there is no more to hear than this often. */
const REST_MS = 20_000;
/** No more lines than this are heard in a minute; one of them is left for what does not wait, as a poll that opens. */
const LINES = 6;
const MINUTE_MS = 60_000;
/** Somebody waits for an answer to these; they go before what is only good to know. */
const PRESSING: ReadonlySet<Kind> = new Set<Kind>(['polls', 'groups', 'hosts', 'connection']);
/** What has waited for so long goes before them all the same. */
const LONG_MS = 60_000;

interface Waiting {
  /** Of each who has something to tell of this kind. */
  readonly lines: Set<Line>;
  readonly since: number;
}

/** Says to screen readers what happens in the room, without flooding: who listens to a class hears at most six lines a
 * minute of what goes on beside it, however many people do how much. */
export class Narrator {
  readonly #say: (text: string) => void;
  readonly #level: (kind: Kind) => Level;
  readonly #timing: Timing;
  readonly #waiting = new Map<Kind, Waiting>();
  readonly #told = new Map<Kind, number>();
  /** When lines were said that count, over the last minute. */
  #lines: readonly number[] = [];
  /** When the person's own act was answered last. */
  #replied = -Infinity;
  #cancel: Cancel | null = null;

  constructor(say: (text: string) => void, level: (kind: Kind) => Level, timing: Timing = browserTiming) {
    this.#say = say;
    this.#level = level;
    this.#timing = timing;
  }

  /** There is something of this kind: `line` is asked for it, once, when the turn of the kind has come. */
  tell(kind: Kind, line: Line): void {
    if (this.#level(kind) === 'off') {
      line(false);
      return;
    }
    const waiting = this.#waiting.get(kind);
    if (waiting !== undefined) {
      waiting.lines.add(line);
      return;
    }
    this.#waiting.set(kind, { lines: new Set([line]), since: this.#timing.now() });
    this.#plan();
  }

  /** What does not wait, as a poll that opens, unless a minute has had all its lines. The others wait for it. */
  now(kind: Kind, text: string): void {
    const level = this.#level(kind);
    const full = (this.#lines.at(-LINES) ?? -Infinity) + MINUTE_MS > this.#timing.now();
    if (level === 'summary' && full) this.tell(kind, () => text);
    else if (level !== 'off') this.#speak(kind, text);
  }

  /** What came of the person's own act, as muting: it is said at once, counts as no line, and the others wait for it. */
  reply(text: string): void {
    this.#replied = this.#timing.now();
    this.#plan();
    this.#say(text);
  }

  /** Nothing of this room is told any more. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#waiting.clear();
  }

  #plan(): void {
    this.#cancel?.();
    this.#cancel = null;
    const first = Math.min(...[...this.#waiting].map(([kind, { since }]) => this.#readyAt(kind, since)));
    if (!Number.isFinite(first)) return;
    this.#cancel = this.#timing.after(Math.max(0, first - this.#timing.now()), () => this.#next());
  }

  #readyAt(kind: Kind, since: number): number {
    const gathered = since + GATHER_MS;
    if (this.#level(kind) === 'on') return gathered;
    const rested = (this.#told.get(kind) ?? -Infinity) + REST_MS;
    const listened = Math.max(this.#lines.at(-1) ?? -Infinity, this.#replied) + GAP_MS;
    const affordable = (this.#lines.at(1 - LINES) ?? -Infinity) + MINUTE_MS;
    return Math.max(gathered, rested, listened, affordable);
  }

  /** Whatever has waited longest of what is ready, the pressing and what has waited too long first. */
  #next(): void {
    this.#cancel = null;
    const now = this.#timing.now();
    const ready = [...this.#waiting].filter(([kind, { since }]) => this.#readyAt(kind, since) <= now);
    const rank = (kind: Kind, since: number) => (PRESSING.has(kind) || now - since >= LONG_MS ? 0 : 1);
    const next = ready.sort(
      ([a, { since }], [b, other]) => rank(a, since) - rank(b, other.since) || since - other.since,
    )[0];
    if (next !== undefined) {
      const [kind, { lines }] = next;
      this.#waiting.delete(kind);
      const level = this.#level(kind);
      const text = [...lines]
        .map((line) => line(level === 'on'))
        .filter(Boolean)
        .join(' ');
      if (text !== '' && level !== 'off') this.#speak(kind, text);
    }
    this.#plan();
  }

  #speak(kind: Kind, text: string): void {
    const now = this.#timing.now();
    if (this.#level(kind) === 'summary') {
      this.#told.set(kind, now);
      this.#lines = [...this.#lines.filter((at) => at > now - MINUTE_MS), now];
      this.#plan();
    }
    this.#say(text);
  }
}

/** Gathers things of one kind, which `words` puts into a line. */
export class Gathering<T> {
  readonly #narrator: Narrator;
  readonly #kind: Kind;
  readonly #words: (things: readonly T[], whole: boolean) => string;
  #things: T[] = [];

  constructor(narrator: Narrator, kind: Kind, words: (things: readonly T[], whole: boolean) => string) {
    this.#narrator = narrator;
    this.#kind = kind;
    this.#words = words;
  }

  add(...things: readonly T[]): void {
    if (things.length === 0) return;
    this.#things.push(...things);
    this.#narrator.tell(this.#kind, this.#line);
  }

  readonly #line: Line = (whole) => {
    const gathered = this.#things;
    this.#things = [];
    return gathered.length === 0 ? '' : this.#words(gathered, whole);
  };
}

/** The one of this page. */
export const narrator = new Narrator(announce, levelOf);
