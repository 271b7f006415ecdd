import type { RefObject } from 'react';
import { useText } from '../../i18n/index.ts';
import { IconButton } from '../../ui/Button.tsx';

/** Shows one part of the page and nothing else. */
export function FullScreen({ frame }: { frame: RefObject<HTMLElement | null> }) {
  const text = useText('room').screen;
  if (!document.fullscreenEnabled) return null;
  const toggle = () => {
    // Refused where the page is no longer in front; nothing is lost by that.
    if (document.fullscreenElement === null) frame.current?.requestFullscreen().catch(() => undefined);
    else void document.exitFullscreen();
  };
  return <IconButton icon="maximize" label={text.full} onClick={toggle} />;
}
