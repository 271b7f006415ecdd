import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { useLiveRoom, useRoomState } from './context.ts';
import { useSaid } from './useSaid.ts';

/** What one should not forget about the stage, with the way back: the own screen is shared, or pictures are off. Cards of the
 * tools follow. */
export function StageNotices({ children }: { children: ReactNode }) {
  const text = useText('room');
  const { room, desk } = useLiveRoom();
  const selfId = useRoomState((state) => state.entered?.selfId ?? '');
  const inGroup = useStore(desk, ({ groups }) => groups.has(selfId));
  const sharing = useStore(room.screen.store, ({ status }) => status === 'on');
  const mode = useRoomState((state) => state.mode);
  return (
    <div className="stage-notices">
      {sharing && (
        <Notice icon="screen-share" kind="live" words={inGroup ? text.screen.sharingInGroup : text.screen.sharing}>
          <Button size="sm" onClick={() => room.stopScreen()}>
            {text.screen.stop}
          </Button>
        </Notice>
      )}
      {mode === 'audio_slides' ? (
        <Notice icon="headphones" words={text.mode.on}>
          <Button size="sm" onClick={() => room.setMode('full')}>
            {text.mode.back}
          </Button>
        </Notice>
      ) : (
        <Proposal />
      )}
      {children}
    </div>
  );
}

/** How often in a row the connection must be bad before less is proposed; it is told every few seconds. */
const PERSISTENT = 3;

function Proposal() {
  const text = useText('room').mode;
  const { room } = useLiveRoom();
  const quality = useRoomState((state) => state.quality);
  const selfId = useRoomState((state) => state.entered?.selfId);
  const [dismissed, setDismissed] = useState(false);
  const [bad, setBad] = useState({ count: 0, told: quality });
  if (bad.told !== quality) {
    const poor = quality.get(selfId ?? '')?.level === 'poor';
    setBad({ count: poor ? bad.count + 1 : 0, told: quality });
  }
  if (dismissed || bad.count < PERSISTENT) return null;
  return (
    <Notice icon="wifi-off" words={text.proposal}>
      <Button size="sm" onClick={() => room.setMode('audio_slides')}>
        {text.choose}
      </Button>
      <Button size="sm" kind="quiet" onClick={() => setDismissed(true)}>
        {text.dismiss}
      </Button>
    </Notice>
  );
}

interface NoticeProps {
  icon: IconName;
  kind?: 'live';
  words: string;
  children: ReactNode;
}

function Notice({ icon, kind, words, children }: NoticeProps) {
  useSaid(kind === 'live' ? 'screens' : 'connection', words);
  return (
    <div className="stage-notice" data-kind={kind}>
      <Icon name={icon} />
      <span className="grow">{words}</span>
      {children}
    </div>
  );
}
