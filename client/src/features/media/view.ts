import { useState } from 'react';
import { recall, remember } from '../../core/preferences.ts';

export const LAYOUTS = ['gallery', 'speaker'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** The name of a panel, or none. */
export type OpenPanel = string | null;

/** How this person last looked at a class. */
export function useLayoutChoice(): [Layout, (layout: Layout) => void] {
  const [layout, setLayout] = useState<Layout>(() => (recall('layout') === 'speaker' ? 'speaker' : 'gallery'));
  return [
    layout,
    (next) => {
      remember('layout', next);
      setLayout(next);
    },
  ];
}
