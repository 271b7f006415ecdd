import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { canChooseSpeaker, isProblem, playTestSound, type Capture, type DeviceRole } from '../../core/devices.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Comfort } from './Comfort.tsx';
import { DeviceMeter } from './DeviceMeter.tsx';
import { currentDevice, labelled } from './deviceNames.ts';
import { devices } from './live.ts';

const ICONS: Record<DeviceRole, IconName> = { microphone: 'mic', camera: 'video', speaker: 'volume-2' };

/**
 * Microphone with its meter, loudspeaker with its test, camera, noise suppression. Rows without a device are left out. Before the browser
 * tells the devices, their rows stand already, so that nothing below them moves under a finger.
 */
export function DeviceRows() {
  const state = useStore(devices.store);
  const told = state.options.microphone.length + state.options.camera.length > 0;
  const shows = (role: Capture) => (told ? state.options[role].length > 0 : !isProblem(state[role].status));
  return (
    <div className="col devs">
      {shows('microphone') && (
        <DeviceRow role="microphone">
          <DeviceMeter track={state.microphone.track} />
        </DeviceRow>
      )}
      <SpeakerRow />
      {shows('camera') && <DeviceRow role="camera" />}
      <Comfort place="devrow comfort" />
    </div>
  );
}

function DeviceRow({ role, children }: { role: Capture; children?: ReactNode }) {
  const text = useText('prejoin');
  const device = currentDevice(useStore(devices.store), role);
  return (
    <div className="devrow">
      <Icon name={ICONS[role]} />
      <span className="cut">{device === null || device.label === '' ? text[role].label : device.label}</span>
      <DeviceMenu role={role} />
      {children && (
        <>
          <span />
          {children}
        </>
      )}
    </div>
  );
}

function SpeakerRow() {
  const text = useText('prejoin').speaker;
  const state = useStore(devices.store);
  const device = canChooseSpeaker ? currentDevice(state, 'speaker') : null;
  const [playing, setPlaying] = useState(false);
  const test = async () => {
    setPlaying(true);
    await playTestSound(state.chosen.speaker).finally(() => setPlaying(false));
  };
  return (
    <div className="devrow">
      <Icon name="volume-2" />
      <span className="cut">{device === null || device.label === '' ? text.standard : device.label}</span>
      <span className="row">
        <Button size="sm" busy={playing} onClick={() => void test()}>
          {playing ? text.playing : text.test}
        </Button>
        {device !== null && <DeviceMenu role="speaker" />}
      </span>
    </div>
  );
}

/** Only there when there is something to choose. */
function DeviceMenu({ role }: { role: DeviceRole }) {
  const text = useText('prejoin');
  const state = useStore(devices.store);
  const options = labelled(state.options[role], text[role].unnamed);
  const current = currentDevice(state, role);
  if (options.length < 2) return <span />;
  return (
    <Menu
      label={text[role].change}
      className="btn btn-sm"
      items={options.map(({ id, label }) => ({
        label,
        checked: id === current?.id,
        onSelect: () => void devices.choose(role, id),
      }))}
    >
      {text.change}
    </Menu>
  );
}
