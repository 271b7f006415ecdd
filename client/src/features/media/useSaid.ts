import { useEffect, useRef } from 'react';
import type { Kind } from './levels.ts';
import { narrator } from './narrator.ts';

/** Has a notice read aloud as it comes, and again as its words change; nothing while they are empty. */
export function useSaid(kind: Kind, text: string): void {
  const last = useRef('');
  useEffect(() => {
    if (text !== '' && text !== last.current) narrator.now(kind, text);
    last.current = text;
  }, [kind, text]);
}
