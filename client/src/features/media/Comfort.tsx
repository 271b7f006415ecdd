import { lazy, Suspense } from 'react';
import { mayBeSlow } from '../../core/effects.ts';
import type { ComfortPlace } from './ComfortControls.tsx';
import { devices } from './live.ts';

const Controls = lazy(() => import('./ComfortControls.tsx'));

/** Blur and noise suppression. They come a moment after the page, to a place that is kept for them. */
export function Comfort({ place }: { place: ComfortPlace }) {
  return (
    <Suspense fallback={<span className={place} />}>
      <Controls place={place} devices={devices} slow={mayBeSlow(navigator)} />
    </Suspense>
  );
}
