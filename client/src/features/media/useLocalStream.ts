import { useMemo } from 'react';
import { useStore } from 'zustand';
import { devices } from './live.ts';

/** The open camera as a stream, or null. */
export function useLocalStream(): MediaStream | null {
  const track = useStore(devices.store, (state) => state.camera.track);
  return useMemo(() => (track === null ? null : new MediaStream([track])), [track]);
}
