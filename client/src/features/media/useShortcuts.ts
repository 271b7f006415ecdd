import { useEffect, useRef } from 'react';
import { recall, remember } from '../../core/preferences.ts';
import { useLiveRoom, useMaySend, usePanels } from './context.ts';
import { toggleStage } from './desk.ts';
import { useMute } from './useMute.ts';
import type { Layout } from './view.ts';

interface Actions {
  onLayout: (layout: Layout) => void;
  onPanel: (panel: string) => void;
  onClose: () => void;
  onHelp: () => void;
}

const KEY = 'shortcuts';

export function shortcutsAreOn(): boolean {
  return recall(KEY) !== 'off';
}

export function turnShortcuts(on: boolean): void {
  remember(KEY, on ? null : 'off');
}

/** Single keys, by their place on the keyboard: with a Korean layout too, M is M. They rest while one is writing. */
export function useShortcuts(actions: Actions): void {
  const { room, features, desk } = useLiveRoom();
  const panels = usePanels();
  const maySend = useMaySend();
  const setMuted = useMute();
  const latest = useRef({ ...actions, panels, maySend, setMuted });
  useEffect(() => {
    latest.current = { ...actions, panels, maySend, setMuted };
  });

  useEffect(() => {
    let talking = false;
    const mute = (kind: 'audio' | 'video') => latest.current.setMuted(kind, !room.muted.getState()[kind]);
    const pressed = (event: KeyboardEvent): boolean => {
      const { onLayout, onPanel, onHelp, panels } = latest.current;
      const panel = panels.find(({ shortcut }) => shortcut === event.code);
      const stage = features.find(({ stageTool }) => stageTool?.shortcut === event.code);
      const key = features.flatMap(({ keys = [] }) => keys).find(({ code }) => code === event.code);
      if (panel !== undefined) onPanel(panel.name);
      else if (key !== undefined) key.press();
      else if (stage !== undefined && !desk.getState().exam) toggleStage(desk, stage.name);
      else if (event.code === 'KeyP') onPanel('people');
      else if (event.code === 'Digit1') onLayout('gallery');
      else if (event.code === 'Digit2') onLayout('speaker');
      else if (event.code === 'Digit3') onLayout('sidebar');
      else if (event.code === 'Digit4') onLayout('stage');
      else if (event.key === '?') onHelp();
      else if (event.code === 'KeyM' && latest.current.maySend) mute('audio');
      else if (event.code === 'KeyV' && latest.current.maySend) mute('video');
      else return false;
      return true;
    };
    const down = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing && !isModal())
        latest.current.onClose();
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !shortcutsAreOn()) return;
      if (isWriting(event.target) || isModal()) return;
      if (event.code === 'Space' && !isControl(event.target)) {
        event.preventDefault();
        if (event.repeat || talking || !latest.current.maySend || !room.muted.getState().audio) return;
        talking = true;
        latest.current.setMuted('audio', false);
      } else if (!event.repeat && pressed(event)) {
        event.preventDefault();
      }
    };
    const release = () => {
      if (!talking) return;
      talking = false;
      latest.current.setMuted('audio', true);
    };
    const up = (event: KeyboardEvent) => {
      if (event.code === 'Space') release();
    };
    document.addEventListener('keydown', down);
    document.addEventListener('keyup', up);
    window.addEventListener('blur', release);
    return () => {
      document.removeEventListener('keydown', down);
      document.removeEventListener('keyup', up);
      window.removeEventListener('blur', release);
    };
  }, [room, features, desk]);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

/** Elements that Space presses. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, [role=menuitem]') !== null;
}

function isModal(): boolean {
  return document.querySelector('dialog[open], [role=menu]') !== null;
}
