import { useState } from 'react';
import { useStore } from 'zustand';
import { canChooseSpeaker, type DeviceRole } from '../../core/devices.ts';
import { type ReceiveMode } from '../../core/room-state.ts';
import { setLanguage, useLanguage, useText, type Language } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { setTheme, themeStore, type Theme } from '../../ui/theme.ts';
import { toast } from '../../ui/toasts.ts';
import { useErrorText } from '../../i18n/index.ts';
import { endSession } from '../courses/api.ts';
import { AloudFields } from './AloudFields.tsx';
import { CloseRow } from './CloseRow.tsx';
import { Comfort } from './Comfort.tsx';
import { mayEnd, useLiveRoom, usePanels, usePeople, usePresenter, useRoomState, useSelf } from './context.ts';
import { currentDevice, labelled } from './deviceNames.ts';
import { devices } from './live.ts';
import { shortcutsAreOn, turnShortcuts } from './useShortcuts.ts';
import { useScreenShare } from './useScreenShare.ts';

interface Props {
  onClose: () => void;
}

/** Devices, language and theme without leaving the class. */
export function SettingsDialog({ onClose }: Props) {
  const text = useText('room');
  const words = text.settingsDialog;
  const language = useLanguage();
  const theme = useStore(themeStore, (state) => state.theme);
  const { room } = useLiveRoom();
  const mode = useRoomState((state) => state.mode);
  return (
    <Dialog title={text.settings} onClose={onClose}>
      <div className="settings col gap-5">
        <DeviceField role="microphone" />
        <DeviceField role="camera" />
        {canChooseSpeaker && <DeviceField role="speaker" />}
        <Comfort place="settings" />
        <div className="field">
          <span className="label">{words.receive}</span>
          <Segments<ReceiveMode>
            label={words.receive}
            value={mode}
            options={[
              { value: 'full', label: words.everything },
              { value: 'audio_slides', label: text.mode.name },
            ]}
            onChange={(next) => room.setMode(next)}
          />
        </div>
        <div className="field">
          <span className="label">{words.language}</span>
          <Segments<Language>
            label={words.language}
            value={language}
            options={[
              { value: 'ko', label: '한국어', lang: 'ko' },
              { value: 'en', label: 'English', lang: 'en' },
            ]}
            onChange={(next) => void setLanguage(next)}
          />
        </div>
        <div className="field">
          <span className="label">{words.theme}</span>
          <Segments<Theme>
            label={words.theme}
            value={theme}
            options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: words.themes[value] }))}
            onChange={setTheme}
          />
        </div>
        <AloudFields />
      </div>
      <CloseRow onClose={onClose} />
    </Dialog>
  );
}

function DeviceField({ role }: { role: DeviceRole }) {
  const text = useText('room').settingsDialog;
  const state = useStore(devices.store);
  const options = labelled(state.options[role], text.unnamed);
  const current = currentDevice(state, role);
  if (options.length === 0) return null;
  return (
    <SelectField
      label={text[role]}
      value={current?.id ?? ''}
      onChange={(event) => void devices.choose(role, event.target.value)}
    >
      {options.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </SelectField>
  );
}

export function ShortcutsDialog({ onClose }: Props) {
  const text = useText('room');
  const words = text.shortcutsDialog;
  const { features } = useLiveRoom();
  const panels = usePanels();
  const [on, setOn] = useState(shortcutsAreOn);
  const keys: [string, string][] = [
    ['M', words.microphone],
    [words.space, words.talk],
    ['V', words.camera],
    ...panels.flatMap(({ shortcut, label }): [string, string][] =>
      shortcut === null ? [] : [[shortcut.replace('Key', ''), label(text)]],
    ),
    ...features.flatMap(({ keys = [] }) =>
      keys.map(({ code, meaning }): [string, string] => [code.replace('Key', ''), meaning(text)]),
    ),
    ...features.flatMap(({ stageTool }): [string, string][] =>
      stageTool === undefined ? [] : [[stageTool.shortcut.replace('Key', ''), stageTool.label(text)]],
    ),
    ['P', words.people],
    ['1 2 3 4', words.layouts],
    ['Esc', words.close],
    ['?', words.help],
  ];
  return (
    <Dialog title={text.shortcuts} onClose={onClose}>
      <dl className="keys">
        {keys.map(([key, meaning]) => (
          <div key={key} className="row">
            <dt className="grow">{meaning}</dt>
            <dd className="row">
              {key.split(' ').map((each) => (
                <kbd key={each}>{each}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="row row-3">
        <button
          type="button"
          className="switch"
          role="switch"
          aria-checked={on}
          aria-label={words.use}
          onClick={() => {
            turnShortcuts(!on);
            setOn(!on);
          }}
        />
        <span>{words.use}</span>
      </label>
      <CloseRow onClose={onClose} />
    </Dialog>
  );
}

/** Ending affects everyone at once, so it is asked before. */
export function EndDialog({ onClose }: Props) {
  const text = useText('room').endDialog;
  const { sessionId, room } = useLiveRoom();
  const me = useSelf();
  const describe = useErrorText();
  const others = usePeople().length - 1;
  const [busy, setBusy] = useState(false);
  const end = async () => {
    setBusy(true);
    try {
      if (mayEnd(me?.role)) await endSession(sessionId);
      else await room.socket.request<'room:end'>({ type: 'room:end' });
    } catch (fault) {
      const { what, rest } = describe(fault);
      toast(`${what} ${rest}`);
      setBusy(false);
    }
  };
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p className="muted">{text.text(others)}</p>
      <div className="acts">
        <Button onClick={onClose}>{text.stay}</Button>
        <Button kind="danger" busy={busy} onClick={() => void end()}>
          {text.confirm}
        </Button>
      </div>
    </Dialog>
  );
}

/** Taking the stage from somebody who is speaking to it is asked before. */
export function TakeOverDialog({ onClose }: Props) {
  const text = useText('room').screen;
  const name = usePresenter()?.name ?? null;
  const share = useScreenShare();
  return (
    <Dialog title={text.takeOver(name)} onClose={onClose}>
      <p className="muted">{text.takeOverText}</p>
      <div className="acts">
        <Button onClick={onClose}>{text.keepTheirs}</Button>
        <Button
          kind="primary"
          onClick={() => {
            onClose();
            share(true);
          }}
        >
          {text.shareMine}
        </Button>
      </div>
    </Dialog>
  );
}
