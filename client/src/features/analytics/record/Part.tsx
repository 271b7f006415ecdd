import { useId, type ReactNode } from 'react';
import { useText } from '../../../i18n/index.ts';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';

interface PartProps<T> {
  title: string;
  /** Beside the title. */
  end?: ReactNode;
  read: { data: T | undefined; error: unknown; refetch: () => Promise<unknown> };
  children: (data: T) => ReactNode;
}

/** A part of the record under its heading: the shape of what comes, what came, or why it did not. */
export function Part<T>({ title, end, read, children }: PartProps<T>) {
  const common = useText('common');
  const heading = useId();
  return (
    <section className="sec" aria-labelledby={heading}>
      <div className="sec-head">
        <h2 id={heading}>{title}</h2>
        {end !== undefined && <span className="end">{end}</span>}
      </div>
      {read.data !== undefined ? (
        children(read.data)
      ) : read.error ? (
        <div className="card">
          <ErrorState error={read.error} retry={() => void read.refetch()} />
        </div>
      ) : (
        <SkeletonList rows={2} label={common.loading} />
      )}
    </section>
  );
}
