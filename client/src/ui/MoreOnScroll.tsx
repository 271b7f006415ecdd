import { useEffect, useRef } from 'react';
import { useText } from '../i18n/index.ts';
import { Button } from './Button.tsx';

interface MoreOnScrollProps {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

/** Fetches the next part of a list when its end comes near; the same by button for those who do not scroll. */
export function MoreOnScroll({ list }: MoreOnScrollProps) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const end = useRef<HTMLSpanElement>(null);
  const text = useText('common');
  useEffect(() => {
    const element = end.current;
    if (!element || !hasNextPage || isFetchingNextPage) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void fetchNextPage();
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <span ref={end} className="end">
      <Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {text.more}
      </Button>
    </span>
  );
}
