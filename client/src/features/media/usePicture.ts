import { useEffect, useState, type RefObject } from 'react';

/** What a video element shows: nothing of this person yet, moving pictures, or one that stands still. */
export type Picture = 'none' | 'moving' | 'frozen';

const FROZEN_MS = 3_000;
const CHECK_MS = 1_000;

/**
 * Watches the frames of a receive slot. A slot that has just changed hands still holds the last frame of whoever had
 * it before, so nothing is shown before the next frame.
 */
export function usePicture(ref: RefObject<HTMLVideoElement | null>, stream: MediaStream): Picture {
  const [picture, setPicture] = useState<Picture>('none');
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    let last: number | null = null;
    let stopped = false;
    const frame = () => {
      if (stopped) return;
      last = performance.now();
      setPicture('moving');
      element.requestVideoFrameCallback(frame);
    };
    element.requestVideoFrameCallback(frame);
    const timer = setInterval(() => {
      // A page in the background is shown no frames.
      if (document.visibilityState !== 'visible') last = last === null ? null : performance.now();
      else if (last !== null && performance.now() - last > FROZEN_MS) setPicture('frozen');
    }, CHECK_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [ref, stream]);
  return picture;
}
