import { lazy, Suspense } from 'react';
import type { ResultsProps } from './Results.tsx';

const Fetched = lazy(async () => ({ default: (await import('./Results.tsx')).Results }));

/** Fetches what shows results: while people vote, so that it is there when they have. */
export function fetchResults(): void {
  void import('./Results.tsx').catch(() => undefined);
}

/** A result in the room, which few people see in their first minutes there. */
export function Results(props: ResultsProps) {
  return (
    <Suspense fallback={<span className="skel" />}>
      <Fetched {...props} />
    </Suspense>
  );
}
