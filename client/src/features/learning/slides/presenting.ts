import { complain } from '../../media/attempt.ts';
import type { Slides } from './slides.ts';
import { within } from './pages.ts';
import type { Place } from './state.ts';

/** How often a laser that moves is told, in milliseconds. */
const PERIOD = 50;

/** What the presenter does: pages are turned here at once, and the server hears of the last that was turned to. */
export class Presenting {
  readonly #slides: Slides;
  #turning = false;
  #place: Place | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(slides: Slides) {
    this.#slides = slides;
  }

  turn(page: number): void {
    const { presentation } = this.#slides.store.getState();
    if (presentation === null) return;
    this.#slides.store.setState({ turning: within(page, presentation.deck.pages), own: null });
    if (!this.#turning) void this.#send();
  }

  /** `null`: at nothing any more. */
  point(place: Place | null): void {
    this.#place = place;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const at: [number, number] | null = this.#place === null ? null : [...this.#place];
      // The next one tells more than this one sent again would.
      this.#slides.room.socket.request<'slides:point'>({ type: 'slides:point', at }).catch(() => undefined);
    }, PERIOD);
  }

  async #send(): Promise<void> {
    const { store, room } = this.#slides;
    this.#turning = true;
    try {
      for (;;) {
        const { turning, presentation } = store.getState();
        if (turning === null || presentation === null) return;
        await room.socket.request<'slides:turn'>({ type: 'slides:turn', deck: presentation.deck.id, page: turning });
        if (store.getState().turning === turning) store.setState({ turning: null });
      }
    } catch (fault) {
      // Everybody sees the page that the server knows, the presenter too.
      store.setState({ turning: null });
      await complain(fault);
    } finally {
      this.#turning = false;
    }
  }
}
