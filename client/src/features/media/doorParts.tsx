import { useEffect, useRef, useState } from 'react';
import type { Muted } from '../../core/protocol.gen.ts';
import { useErrorText, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { devices, rememberedMuted, rememberMuted } from './live.ts';

/** What stands before the door of a room, whoever comes. */

/** How often a closed door is looked at, in milliseconds. */
export const LOOK_MS = 2_000;

interface MutedProps {
  muted: Muted;
  onChange: (muted: Muted) => void;
}

/** How the person wants to come in, remembered for the next time. */
export function useMutedChoice(): [Muted, (next: Muted) => void] {
  const [muted, setMuted] = useState<Muted>(rememberedMuted);
  const change = (next: Muted) => {
    setMuted(next);
    rememberMuted(next);
  };
  return [muted, change];
}

export function JoinMuted({ muted, onChange }: MutedProps) {
  const text = useText('prejoin');
  return (
    <label className="row row-3 door-switch">
      <button
        type="button"
        className="switch"
        role="switch"
        aria-checked={muted.audio}
        aria-label={text.joinMuted}
        onClick={() => onChange({ ...muted, audio: !muted.audio })}
      />
      <span>{text.joinMuted}</span>
    </label>
  );
}

export function Waiting({ onCancel }: { onCancel: () => void }) {
  const text = useText('prejoin');
  return (
    <>
      <div className="note" data-kind="accent" role="status">
        <Icon name="clock-3" />
        <div className="col gap-1">
          <b className="strong">{text.waiting}</b>
          <p>{text.waitingText}</p>
        </div>
      </div>
      <Button size="lg" block onClick={onCancel}>
        {text.stopWaiting}
      </Button>
    </>
  );
}

export function Fault({ fault }: { fault: unknown }) {
  const { what, rest, code } = useErrorText()(fault);
  const common = useText('common');
  return (
    <div className="note" data-kind="danger" role="alert">
      <Icon name="circle-alert" />
      <p>
        {what} {rest} <span className="small faint">{common.code(code)}</span>
      </p>
    </div>
  );
}

/** Opens the devices while the page is looked at; the room takes them over, any other way out closes them. */
export function usePreview(muted: Muted): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      void (muted.video ? devices.open('microphone') : devices.openAll());
    } else if (muted.video) {
      devices.close('camera');
    } else {
      void devices.open('camera');
    }
  }, [muted.video]);
  useEffect(
    () => () => {
      if (!location.pathname.endsWith('/room')) devices.closeAll();
    },
    [],
  );
}
