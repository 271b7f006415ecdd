import { createStore } from 'zustand/vanilla';
import { recall, remember } from '../core/preferences.ts';
import { loaders, type Catalogues, type Feature, type Language } from './catalogues.ts';

export const languageStore = createStore<{ language: Language }>(() => ({ language: preferred() }));

const loaded: Record<Language, Partial<Catalogues>> = { en: {}, ko: {} };
const requests = new Map<string, Promise<unknown>>();

/** The catalogue if it is here already. */
export function present<F extends Feature>(language: Language, feature: F): Catalogues[F] | undefined {
  return loaded[language][feature];
}

export function load<F extends Feature>(language: Language, feature: F): Promise<Catalogues[F]> {
  const key = `${language}/${feature}`;
  let request = requests.get(key) as Promise<Catalogues[F]> | undefined;
  if (request === undefined) {
    const fetching = fetchText(language, feature);
    request = fetching;
    requests.set(key, fetching);
    fetching.then(
      // So React takes what is here without a pause. It has to be asked by `use` each time: a component that suspended
      // for a text and finds it without `use` the second time has more hooks than before.
      (value) => Object.assign(fetching, { status: 'fulfilled', value }),
      // What could not be fetched is asked for again the next time.
      () => requests.delete(key),
    );
  }
  return request;
}

async function fetchText<F extends Feature>(language: Language, feature: F): Promise<Catalogues[F]> {
  const module = await loaders[language][feature]();
  loaded[language][feature] = module.default;
  return module.default;
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
