import { useState } from 'react';
import { recall, remember } from '../../core/preferences.ts';
import { sameKeys } from './items.ts';
import { PHONE, useMedia } from './useMedia.ts';

/** `sidebar`: who speaks is large, the others beside. `stage`: what is shared and what is pinned, large; only there when there is something. */
export const LAYOUTS = ['gallery', 'speaker', 'sidebar', 'stage'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** The name of a panel, or none. */
export type OpenPanel = string | null;

export interface LayoutChoice {
  layout: Layout;
  /** Those that there is something to see in. */
  layouts: readonly Layout[];
  choose: (layout: Layout) => void;
}

/**
 * How this person last looked at a class. What newly comes onto the stage, a screen or a pin, is shown there; whoever
 * turns away from it stays away until the next.
 */
export function useLayoutChoice(staged: readonly string[]): LayoutChoice {
  const [chosen, setChosen] = useState<Layout>(remembered);
  const phone = useMedia(PHONE);
  const [away, setAway] = useState(false);
  const [known, setKnown] = useState(staged);
  if (!sameKeys(staged, known)) {
    setKnown(staged);
    if (staged.some((key) => !known.includes(key))) setAway(false);
  }
  const onStage = staged.length > 0 && !away;
  return {
    layout: onStage ? 'stage' : phone && chosen === 'sidebar' ? 'speaker' : chosen,
    layouts: LAYOUTS.filter((layout) => (layout === 'stage' ? staged.length > 0 : layout !== 'sidebar' || !phone)),
    choose: (layout) => {
      setAway(layout !== 'stage');
      if (layout === 'stage') return;
      remember('layout', layout);
      setChosen(layout);
    },
  };
}

function remembered(): Layout {
  const layout = recall('layout');
  return LAYOUTS.find((each) => each === layout && each !== 'stage') ?? 'gallery';
}
