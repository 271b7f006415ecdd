import { createStore, type StoreApi } from 'zustand/vanilla';

export interface ScreenState {
  status: 'off' | 'asking' | 'on';
  video: MediaStreamTrack | null;
  /** Where the browser and the person share the sound too. */
  audio: MediaStreamTrack | null;
  /** It ended last by somebody else's doing, or because the person is elsewhere in the room now. */
  lost: boolean;
}

const OFF: ScreenState = { status: 'off', video: null, audio: null, lost: false };

export const canShareScreen =
  typeof navigator !== 'undefined' && 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices;

/** What the browsers know beyond the type library's list. */
interface Wish extends DisplayMediaStreamOptions {
  selfBrowserSurface: 'exclude';
  surfaceSwitching: 'include';
  systemAudio: 'include';
}

const WISH: Wish = {
  video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { ideal: 15, max: 30 } },
  // What plays on the computer must reach the others as it is.
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
  systemAudio: 'include',
};

/** A window, tab or screen of this computer, chosen by the person in the browser's own dialog. */
export class ScreenCapture {
  readonly store: StoreApi<ScreenState> = createStore<ScreenState>(() => OFF);
  readonly #onEnded: () => void;

  /** `onEnded`: the person stopped it in the browser's own bar, or closed the window. */
  constructor(onEnded: () => void) {
    this.#onEnded = onEnded;
  }

  /** Asks the person. False when nothing was chosen. */
  async open(): Promise<boolean> {
    this.store.setState({ status: 'asking', video: null, audio: null, lost: false });
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia(WISH);
      const [video] = stream.getVideoTracks();
      if (video === undefined) throw new DOMException('no picture', 'NotFoundError');
      // Sharp letters before smooth movement.
      video.contentHint = 'text';
      video.addEventListener('ended', () => {
        if (this.store.getState().video === video) this.#onEnded();
      });
      this.store.setState({ status: 'on', video, audio: stream.getAudioTracks()[0] ?? null });
      return true;
    } catch {
      this.store.setState(OFF);
      return false;
    }
  }

  close(lost = false): void {
    const { status, video, audio } = this.store.getState();
    if (status === 'off') return;
    this.store.setState({ ...OFF, lost });
    video?.stop();
    audio?.stop();
  }
}
