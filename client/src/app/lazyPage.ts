import { lazy, type ComponentType } from 'react';
import type { Feature } from '../i18n/index.ts';
import { languageStore, load } from '../i18n/language.ts';

/** A page that is fetched when it is first shown, together with its texts. */
export function lazyPage(fetch: () => Promise<{ default: ComponentType }>, ...features: Feature[]) {
  return lazy(async () => {
    const { language } = languageStore.getState();
    const [page] = await Promise.all([fetch(), ...features.map((feature) => load(language, feature))]);
    return page;
  });
}
