import { keep, kept } from './tabStorage.ts';
import { uuid } from './uuid.ts';

const KEY = 'instance';

let instance: string | null = null;

/**
 * The id of this tab, kept over reloads. It lies in the tab's storage only while the page is changing: a duplicated
 * tab, which gets a copy of that storage, is therefore a new instance and not a second one with the same id.
 */
export function tabInstance(): string {
  if (instance !== null) return instance;
  const id = kept(KEY) ?? uuid();
  instance = id;
  keep(KEY, null);
  window.addEventListener('pagehide', () => keep(KEY, id));
  window.addEventListener('pageshow', () => keep(KEY, null));
  return id;
}
