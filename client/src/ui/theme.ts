import { createStore } from 'zustand/vanilla';
import { recall, remember } from '../core/preferences.ts';

export type Theme = 'system' | 'light' | 'dark';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

export const themeStore = createStore<{ theme: Theme }>(() => {
  const chosen = recall('theme');
  return { theme: chosen === 'light' || chosen === 'dark' ? chosen : 'system' };
});

export function setTheme(theme: Theme): void {
  remember('theme', theme === 'system' ? null : theme);
  themeStore.setState({ theme });
}

/** Keeps `<html data-theme>` true to the choice and to the system; the first value is set before the first paint. */
export function followTheme(): void {
  const apply = () => {
    const { theme } = themeStore.getState();
    const shown = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    document.documentElement.dataset.theme = shown;
    const ground = getComputedStyle(document.documentElement).getPropertyValue('--bg').trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', ground);
  };
  themeStore.subscribe(apply);
  dark.addEventListener('change', apply);
  apply();
}
