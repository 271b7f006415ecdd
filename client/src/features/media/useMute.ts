import { isProblem } from '../../core/devices.ts';
import type { MediaKind } from '../../core/protocol.gen.ts';
import { useText } from '../../i18n/index.ts';
import { toast } from '../../ui/toasts.ts';
import { attempt } from './attempt.ts';
import { useLiveRoom } from './context.ts';
import { devices } from './live.ts';
import { narrator } from './narrator.ts';

/** Mutes and unmutes; where there is no device to unmute, says why. */
export function useMute(): (kind: MediaKind, muted: boolean) => void {
  const { room } = useLiveRoom();
  const text = useText('room');
  return (kind, muted) => {
    attempt(
      room.setMuted(kind, muted).then((done) => {
        const capture = kind === 'audio' ? 'microphone' : 'camera';
        const { status } = devices.store.getState()[capture];
        // That it could not be blurred has been said.
        if (status === 'unblurred') return;
        if (!done && isProblem(status)) toast(text.problems[capture][status]);
        else if (kind === 'audio') narrator.reply(muted ? text.announcements.muted : text.announcements.unmuted);
      }),
    );
  };
}
