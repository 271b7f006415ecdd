import { useEffect } from 'react';
import type { Participant } from '../../core/protocol.gen.ts';
import { useCompanion, useLiveRoom, useRoomState } from './context.ts';

/** Pictures are asked for in steps of this many device pixels, so that dragging a window does not ask all the time. */
const STEP = 160;

/** Asks for the pictures of those who are on the screen. The first of `large` matter most. */
export function useVisibleTiles(
  people: readonly Participant[],
  width: number,
  large: readonly Participant[] = [],
): void {
  const { room } = useLiveRoom();
  const companion = useCompanion();
  const selfId = useRoomState((state) => state.entered?.selfId);
  const pixels = Math.ceil((width * devicePixelRatio) / STEP) * STEP;
  const seen = (list: readonly Participant[]) =>
    list.filter(({ id }) => companion || id !== selfId).map(({ id }) => id);
  const small = seen(people).join(' ');
  const first = seen(large).join(' ');
  useEffect(() => {
    const tiles = (ids: string, wide: number, priority: number) =>
      ids === '' ? [] : ids.split(' ').map((participant) => ({ participant, width: wide, priority }));
    room.show([...tiles(first, 1280, 2), ...tiles(small, pixels, 1)]);
  }, [room, small, first, pixels]);
}
