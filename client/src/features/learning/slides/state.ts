import type { Presentation, ServerEvent, Slides as Snapshot } from '../../../core/protocol.gen.ts';

/** Shares of a page's width and height, from its top left. */
export type Place = readonly [number, number];

export interface SlidesState {
  presentation: Presentation | null;
  /** Who may present beside staff: for staff all of them, for others themselves. */
  presenters: readonly string[];
  /** The page that this person has leafed to; null: they see the presenter's. */
  own: number | null;
  /** Of who presents: the page that they go to, as long as the server has not heard of it. */
  turning: number | null;
  pointer: Place | null;
}

export const noSlides: SlidesState = { presentation: null, presenters: [], own: null, turning: null, pointer: null };

export function restoreSlides(state: SlidesState, { presentation, presenters }: Snapshot): SlidesState {
  return { ...present(state, presentation), presenters };
}

export function reduceSlides(state: SlidesState, event: ServerEvent): SlidesState {
  switch (event.type) {
    case 'slides:shown':
      return present(state, event.presentation);
    case 'slides:page': {
      const { presentation } = state;
      if (presentation?.deck.id !== event.deck || presentation.page === event.page) return state;
      return { ...state, presentation: { ...presentation, page: event.page }, pointer: null };
    }
    case 'slides:pointer':
      return state.presentation === null ? state : { ...state, pointer: event.at };
    case 'slides:permitted': {
      const others = state.presenters.filter((id) => id !== event.participant_id);
      return { ...state, presenters: event.on ? [...others, event.participant_id] : others };
    }
    default:
      return state;
  }
}

/** Whoever has leafed in these slides stays where they are. */
function present(state: SlidesState, presentation: Presentation | null): SlidesState {
  const same = presentation !== null && presentation.deck.id === state.presentation?.deck.id;
  return { ...state, presentation, own: same ? state.own : null, turning: null, pointer: null };
}
