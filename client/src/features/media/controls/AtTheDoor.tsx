import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { useLiveRoom } from '../context.ts';

/** The waiting screen: a host has to let the person in. */
export function AtTheDoor() {
  const text = useText('controls').door;
  const { leave } = useLiveRoom();
  return (
    <div className="state" role="status">
      <h1 className="state-title">{text.title}</h1>
      <p>{text.text}</p>
      <div className="acts">
        <Button onClick={leave}>{text.leave}</Button>
      </div>
    </div>
  );
}
