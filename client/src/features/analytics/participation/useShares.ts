import { useStore } from 'zustand';
import { useLiveRoom, useSelf } from '../../media/context.ts';

/** Whether one's own screen is everybody's now, from here or from another device: nothing with names may be on it. */
export function useShares(): boolean {
  const { room } = useLiveRoom();
  const here = useStore(room.screen.store, ({ status }) => status !== 'off');
  return (useSelf()?.screen ?? false) || here;
}
