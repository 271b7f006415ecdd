import { useStore } from 'zustand';
import { isProblem, type Capture } from '../../core/devices.ts';
import { useText } from '../../i18n/index.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { thisBrowser } from './browser.ts';
import { devices } from './live.ts';

const ICONS: Record<Capture, IconName> = { microphone: 'mic-off', camera: 'video-off' };

/** What keeps a device from working, and the steps that help in this browser. */
export function DeviceProblems() {
  const microphone = useStore(devices.store, (state) => state.microphone.status);
  const camera = useStore(devices.store, (state) => state.camera.status);
  const problems = (
    [
      ['microphone', microphone],
      ['camera', camera],
    ] as const
  ).flatMap(([capture, status]) => (isProblem(status) ? [[capture, status] as const] : []));
  const denied = problems.filter(([, problem]) => problem === 'denied').map(([capture]) => capture);
  const insecure = problems.some(([, problem]) => problem === 'insecure');
  // What is said of a picture that could not be blurred stands with the blur.
  const others = problems.flatMap(([capture, problem]) =>
    problem === 'denied' || problem === 'insecure' || problem === 'unblurred' ? [] : [{ capture, problem }],
  );
  return (
    <>
      {denied.length > 0 && <Denied captures={denied} />}
      {insecure && <Insecure />}
      {others.map(({ capture, problem }) => (
        <Broken key={capture} capture={capture} problem={problem} />
      ))}
    </>
  );
}

function Denied({ captures }: { captures: readonly Capture[] }) {
  const text = useText('prejoin');
  const { name, family } = thisBrowser();
  const which = captures.length > 1 ? 'both' : (captures[0] ?? 'both');
  return (
    <div className="note" data-kind="danger" role="alert">
      <Icon name={which === 'camera' ? 'video-off' : 'mic-off'} />
      <div className="col gap-2">
        <b className="strong">{text.problems.denied[which](name)}</b>
        <ol className="steps">
          {text.steps[family].map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </div>
    </div>
  );
}

function Insecure() {
  const { title, rest } = useText('prejoin').problems.insecure;
  return (
    <div className="note" data-kind="warn" role="alert">
      <Icon name="mic-off" />
      <div className="col gap-1">
        <b className="strong">{title}</b>
        <p>{rest}</p>
      </div>
    </div>
  );
}

function Broken({ capture, problem }: { capture: Capture; problem: 'busy' | 'missing' | 'failed' }) {
  const text = useText('prejoin').problems[problem];
  return (
    <div className="note" data-kind="warn" role="alert">
      <Icon name={ICONS[capture]} />
      <div className="col gap-1">
        <b className="strong">{text[capture]}</b>
        <p>{text.rest}</p>
      </div>
    </div>
  );
}
