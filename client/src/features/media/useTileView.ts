import { useEffect, type RefObject } from 'react';
import { PRIORITY } from '../../core/views.ts';
import { useLiveRoom } from './context.ts';

export type TileRole = keyof typeof PRIORITY;

interface Shown {
  participant: string;
  source: string;
  role: TileRole;
  keepRate: boolean;
  /** A picture that is looked at through a glass needs more pixels than it takes up. */
  zoom?: number;
}

/** Tells the room how large, and whether at all, the element is seen, for as long as it stands there. */
export function useTileView(
  ref: RefObject<HTMLElement | null>,
  { participant, source, role, keepRate, zoom = 1 }: Shown,
  wanted: boolean,
): void {
  const { room } = useLiveRoom();
  useEffect(() => {
    const element = ref.current;
    if (element === null || !wanted) return;
    let visible = true;
    let { width, height } = element.getBoundingClientRect();
    const tell = () => {
      const scale = visible ? devicePixelRatio * zoom : 0;
      room.views.set(element, {
        participant,
        source,
        width: Math.round(width * scale),
        height: Math.round(height * scale),
        priority: PRIORITY[role],
        keepRate,
      });
    };
    const sizes = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      ({ width, height } = entry.contentRect);
      tell();
    });
    const sight = new IntersectionObserver((entries) => {
      // Several, oldest first, where the page was too busy to be told of each.
      const entry = entries.at(-1);
      if (entry === undefined) return;
      visible = entry.isIntersecting;
      tell();
    });
    tell();
    sizes.observe(element);
    sight.observe(element);
    return () => {
      sizes.disconnect();
      sight.disconnect();
      room.views.set(element, null);
    };
  }, [room, ref, participant, source, role, keepRate, zoom, wanted]);
}
