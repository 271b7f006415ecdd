import { createStore } from 'zustand/vanilla';

/** What screen readers are told: a page change, a copied code, people who joined. */
export const announcements = createStore<{ text: string }>(() => ({ text: '' }));

export function announce(text: string): void {
  // The same sentence twice is only spoken twice when the region changes in between.
  announcements.setState(({ text: last }) => ({ text: last === text ? `${text}\u00a0` : text }));
}
