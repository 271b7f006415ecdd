import { useEffect } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CourseContent } from '../../../core/api.gen.ts';
import { getContent } from './api.ts';
import { uploads } from './uploads.ts';

const SCAN_INTERVAL_MS = 5_000;

/** Asked again for as long as a file waits for the virus scanner. */
export const useContent = (courseId: string) =>
  useQuery({
    queryKey: ['content', courseId],
    queryFn: ({ signal }) => getContent(courseId, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && waits(state.data) ? SCAN_INTERVAL_MS : false),
  });

export function useRefreshContent(courseId: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['content', courseId] });
}

/** The list is asked for again when an upload has become content. */
export function useStored(): void {
  const client = useQueryClient();
  useEffect(() => {
    const all = uploads();
    all.onStored = (courseId) => void client.invalidateQueries({ queryKey: ['content', courseId] });
    return () => {
      all.onStored = () => undefined;
    };
  }, [client]);
}

function waits(content: CourseContent): boolean {
  return content.folders.some(({ items }) => items.some(({ file }) => file?.scan === 'waiting'));
}
