import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

export const PHONE = '(max-width: 767px)';
export const PHONE_UPRIGHT = '(max-width: 767px) and (orientation: portrait)';
export const SIDEWAYS = '(max-height: 480px) and (orientation: landscape)';
