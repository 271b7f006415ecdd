import { useStore } from 'zustand';
import type { Devices } from '../../core/devices.ts';
import type { Noise } from '../../core/effects.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Segments } from '../../ui/Segments.tsx';

/** On the picture before the door, among the devices there, and in the settings of the room. Classes have these names. */
export type ComfortPlace = 'round' | 'devrow comfort' | 'settings';

interface Props {
  /** Given, so that this file shares no code with the page's first view, which would be cut in pieces for it. */
  devices: Devices;
  /** This device may be too slow for blur. */
  slow: boolean;
}

export default function ComfortControls({ place, ...props }: Props & { place: ComfortPlace }) {
  if (place === 'round') return <BlurButton {...props} />;
  return place === 'settings' ? <Fields {...props} /> : <Rows {...props} />;
}

/** A wand with sparkles, from Lucide like the others; only this button has it. */
function BlurButton({ devices, slow }: Props) {
  const text = useText('comfort');
  const blur = useStore(devices.store, (state) => state.blur);
  return (
    <button
      type="button"
      className="round"
      aria-pressed={blur}
      aria-label={text.blur}
      aria-description={slow ? text.slow : undefined}
      title={slow ? `${text.blur}. ${text.slow}` : text.blur}
      onClick={() => void devices.setBlur(!blur)}
    >
      <svg className="ico ico-24" viewBox="0 0 24 24" aria-hidden="true">
        <path d="m21.64 3.64-1.28-1.28a1.21 1.21 0 0 0-1.72 0L2.36 18.64a1.21 1.21 0 0 0 0 1.72l1.28 1.28a1.2 1.2 0 0 0 1.72 0L21.64 5.36a1.2 1.2 0 0 0 0-1.72" />
        <path d="m14 7 3 3M5 6v4M19 14v4M10 2v2M7 8H3M21 16h-4M11 3H9" />
      </svg>
    </button>
  );
}

/** How much noise is taken out, and what there is to know of the blur. */
function Rows({ devices, slow }: Props) {
  const text = useText('comfort');
  const blur = useStore(devices.store, (state) => state.blur);
  const unblurred = useStore(devices.store, (state) => state.camera.status === 'unblurred');
  return (
    <>
      <div className="devrow comfort">
        <Icon name="activity" />
        <span className="cut">{text.noise}</span>
        <NoiseChoice devices={devices} />
      </div>
      {unblurred && (
        <div className="note" data-kind="warn" role="alert">
          <Icon name="video-off" />
          <div className="col gap-1">
            <b className="strong">{text.unblurred}</b>
            <p>{text.unblurredText}</p>
            <div className="row">
              <Button size="sm" onClick={() => void devices.open('camera')}>
                {text.retry}
              </Button>
            </div>
          </div>
        </div>
      )}
      {blur && slow && !unblurred && <p className="small faint">{text.slow}</p>}
    </>
  );
}

function Fields({ devices, slow }: Props) {
  const text = useText('comfort');
  const blur = useStore(devices.store, (state) => state.blur);
  const noise = useStore(devices.store, (state) => state.noise);
  return (
    <>
      <div className="col gap-1">
        <label className="row row-3">
          <button
            type="button"
            className="switch"
            role="switch"
            aria-checked={blur}
            aria-label={text.blur}
            onClick={() => void devices.setBlur(!blur)}
          />
          <span>{text.blur}</span>
        </label>
        {slow && <p className="small faint">{text.slow}</p>}
      </div>
      <div className="field">
        <span className="label">{text.noise}</span>
        <NoiseChoice devices={devices} />
        <p className="small faint">{text.noiseHelp[noise]}</p>
      </div>
    </>
  );
}

function NoiseChoice({ devices }: Pick<Props, 'devices'>) {
  const text = useText('comfort');
  const noise = useStore(devices.store, (state) => state.noise);
  return (
    <Segments<Noise>
      label={text.noise}
      value={noise}
      options={(['off', 'standard', 'strong'] as const).map((value) => ({ value, label: text.levels[value] }))}
      onChange={(next) => void devices.setNoise(next)}
    />
  );
}
