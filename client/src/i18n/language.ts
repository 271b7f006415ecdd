import { createStore } from 'zustand/vanilla';
import { recall, remember } from '../core/preferences.ts';
import { loaders, type Catalogues, type Feature, type Language } from './catalogues.ts';

export const languageStore = createStore<{ language: Language }>(() => ({ language: preferred() }));

const requests: Record<Language, Partial<{ [F in Feature]: Promise<Catalogues[F]> }>> = { en: {}, ko: {} };
const loaded: Record<Language, Partial<Catalogues>> = { en: {}, ko: {} };

/** The catalogue if it is here already. */
export function present<F extends Feature>(language: Language, feature: F): Catalogues[F] | undefined {
  return loaded[language][feature];
}

export function load<F extends Feature>(language: Language, feature: F): Promise<Catalogues[F]> {
  const known = requests[language][feature] as Promise<Catalogues[F]> | undefined;
  if (known) return known;
  const request = loaders[language][feature]()
    .then((module) => {
      const text = module.default as Catalogues[F];
      Object.assign(loaded[language], { [feature]: text });
      return text;
    })
    .catch((fault: unknown) => {
      requests[language] = without(requests[language], feature);
      throw fault;
    });
  Object.assign(requests[language], { [feature]: request });
  return request;
}

/** Switches at once: whatever the page shows is fetched in the new language first, so that nothing flickers. */
export async function setLanguage(language: Language): Promise<void> {
  const shown = Object.keys(loaded[languageStore.getState().language]) as Feature[];
  await Promise.all(shown.map((feature) => load(language, feature)));
  document.documentElement.lang = language;
  remember('language', language);
  languageStore.setState({ language });
}

export function preferred(): Language {
  const chosen = recall('language') ?? (typeof navigator === 'undefined' ? 'en' : navigator.language);
  return chosen.startsWith('ko') ? 'ko' : 'en';
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> & T {
  const { [key]: _, ...rest } = value;
  return rest as Omit<T, K> & T;
}
