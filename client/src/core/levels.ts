import { createStore } from 'zustand/vanilla';

/** How loud, 0–1, on a scale that looks even to the eye: −50 dBov is 0, −10 dBov is 1. */
export function loudness(amplitude: number): number {
  if (amplitude <= 0) return 0;
  const decibels = 20 * Math.log10(amplitude);
  return Math.min(1, Math.max(0, (decibels + 50) / 40));
}

type Listener = (loudness: number) => void;

const SPEAKING = 0.12;
/** Somebody holds the speaker's place until another has been louder for this long, in milliseconds. */
const TAKEOVER = 1_200;

/**
 * Who is heard how loud, ten times a second. Rings and meters listen here and draw themselves, so that a voice costs
 * no rendering of the page. `speaker` holds who spoke last for long enough to be given the large picture.
 */
export class Levels {
  readonly speaker = createStore<{ id: string | null }>(() => ({ id: null }));
  readonly #listeners = new Map<string, Set<Listener>>();
  #heard = new Map<string, number>();
  #candidate: { id: string; since: number } | null = null;

  listen(participant: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(participant) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(participant, listeners);
    listener(this.#heard.get(participant) ?? 0);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(participant);
    };
  }

  /** One reading: everyone who is heard now. `now` in milliseconds; `self` never takes the large picture. */
  report(heard: ReadonlyMap<string, number>, now: number, self: string | null): void {
    const next = new Map<string, number>();
    for (const [id, level] of heard) if (level >= SPEAKING) next.set(id, level);
    for (const id of new Set([...this.#heard.keys(), ...next.keys()])) {
      for (const listener of this.#listeners.get(id) ?? []) listener(next.get(id) ?? 0);
    }
    this.#heard = next;
    this.#elect(now, self);
  }

  #elect(now: number, self: string | null): void {
    const holder = this.speaker.getState().id;
    let loudest: string | null = null;
    for (const [id, level] of this.#heard) {
      if (id !== self && level > (loudest === null ? 0 : (this.#heard.get(loudest) ?? 0))) loudest = id;
    }
    if (loudest === null || loudest === holder) {
      this.#candidate = null;
      return;
    }
    if (this.#candidate?.id !== loudest) this.#candidate = { id: loudest, since: now };
    if (holder === null || now - this.#candidate.since >= TAKEOVER) {
      this.#candidate = null;
      this.speaker.setState({ id: loudest });
    }
  }
}
