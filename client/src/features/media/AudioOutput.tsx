import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { canChooseSpeaker } from '../../core/devices.ts';
import { useText } from '../../i18n/index.ts';
import { Icon } from '../../ui/icons.tsx';
import { useRoomState } from './context.ts';
import { devices } from './live.ts';

/** One element for each audio slot. Where the browser wants a tap before it plays, the stage asks for one. */
export function AudioOutput() {
  const text = useText('room').hear;
  const streams = useRoomState((state) => state.audio);
  const elements = useRef(new Map<number, HTMLAudioElement>());
  const [blocked, setBlocked] = useState(false);

  const play = async () => {
    const results = await Promise.allSettled([...elements.current.values()].map((element) => element.play()));
    setBlocked(results.some(({ status, ...rest }) => status === 'rejected' && wasBlocked(rest)));
  };
  return (
    <>
      {[...streams].map(([slot, stream]) => (
        <AudioSlot
          key={slot}
          slot={slot}
          stream={stream}
          onElement={(element) => {
            if (element === null) elements.current.delete(slot);
            else elements.current.set(slot, element);
          }}
          onBlocked={() => setBlocked(true)}
        />
      ))}
      {blocked && (
        <button type="button" className="hear" onClick={() => void play()}>
          <Icon name="volume-2" size={24} />
          <b className="strong">{text.title}</b>
          <span className="muted">{text.text}</span>
        </button>
      )}
    </>
  );
}

interface SlotProps {
  slot: number;
  stream: MediaStream;
  onElement: (element: HTMLAudioElement | null) => void;
  onBlocked: () => void;
}

function AudioSlot({ slot, stream, onElement, onBlocked }: SlotProps) {
  const ref = useRef<HTMLAudioElement>(null);
  const speaker = useStore(devices.store, (state) => state.chosen.speaker);
  const latest = useRef({ onElement, onBlocked });
  useEffect(() => {
    latest.current = { onElement, onBlocked };
  });

  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    latest.current.onElement(element);
    element.srcObject = stream;
    element.play().catch((fault: unknown) => {
      if (wasBlocked({ reason: fault })) latest.current.onBlocked();
    });
    return () => latest.current.onElement(null);
  }, [stream]);

  useEffect(() => {
    // A speaker that is gone leaves the sound where it is.
    if (canChooseSpeaker && speaker !== null) ref.current?.setSinkId(speaker).catch(() => undefined);
  }, [speaker]);

  return <audio ref={ref} data-slot={slot} />;
}

function wasBlocked(result: object): boolean {
  return 'reason' in result && result.reason instanceof DOMException && result.reason.name === 'NotAllowedError';
}
