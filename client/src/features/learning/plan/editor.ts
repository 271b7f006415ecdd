import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Plan, PlanChange } from '../../../core/api.gen.ts';

export interface EditorState {
  /** As it stands on the page, saved or not yet. */
  plan: Plan;
  saving: boolean;
  /** When it was last saved here. */
  savedAt: Date | null;
  /** Why the last change is not saved. */
  fault: unknown;
}

type Fields = Partial<Pick<Plan, 'title' | 'steps' | 'titles_shown'>>;
type Save = (id: string, change: PlanChange) => Promise<Plan>;

/** A plan that is worked on: what is changed stands there at once and is saved behind it, one change after another. */
export class PlanEditor {
  readonly store: StoreApi<EditorState>;
  readonly #save: Save;
  readonly #now: () => Date;
  #dirty = false;

  constructor(plan: Plan, save: Save, now: () => Date = () => new Date()) {
    this.store = createStore<EditorState>(() => ({ plan, saving: false, savedAt: null, fault: null }));
    this.#save = save;
    this.#now = now;
  }

  change(fields: Fields): void {
    this.store.setState(({ plan }) => ({ plan: { ...plan, ...fields } }));
    this.#dirty = true;
    void this.#work();
  }

  /** Tries once more to save what could not be saved. */
  retry(): void {
    this.#dirty = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.store.getState().saving) return;
    this.store.setState({ saving: true, fault: null });
    try {
      while (this.#dirty) {
        this.#dirty = false;
        const { id, version, title, steps, titles_shown } = this.store.getState().plan;
        const saved = await this.#save(id, { version, title, steps, titles_shown });
        // What was changed meanwhile stays, and is saved next as of the version that is known now.
        this.store.setState(({ plan }) => ({
          plan: { ...plan, version: saved.version, updated_at: saved.updated_at },
        }));
      }
      this.store.setState({ saving: false, savedAt: this.#now() });
    } catch (fault) {
      this.store.setState({ saving: false, fault });
    }
  }
}
