import { use } from 'react';
import { useStore } from 'zustand';
import type { Catalogues, Feature, Language } from './catalogues.ts';
import { describe, type ErrorParts } from './errors.ts';
import { formats, type Formats } from './format.ts';
import { languageStore, load, present } from './language.ts';

export type { Catalogues, Feature, Language } from './catalogues.ts';
export type { ErrorParts } from './errors.ts';
export { formats, type Formats } from './format.ts';
export { setLanguage } from './language.ts';

export function useLanguage(): Language {
  return useStore(languageStore, (state) => state.language);
}

/** The texts of one feature in the chosen language. Suspends until they are here. */
export function useText<F extends Feature>(feature: F): Catalogues[F] {
  return use(load(useLanguage(), feature));
}

/** The texts of a feature for what is not a component, once they are here: a component has suspended for them before. */
export function textNow<F extends Feature>(feature: F): Catalogues[F] | undefined {
  return present(languageStore.getState().language, feature);
}

export function useFormats(): Formats {
  return formats(useLanguage());
}

export function useErrorText(): (fault: unknown) => ErrorParts {
  const texts = useText('errors');
  return (fault) => describe(texts, fault);
}
