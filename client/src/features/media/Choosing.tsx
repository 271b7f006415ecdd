import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { useLiveRoom } from './context.ts';

/** The person is in the room by another device: which of the two is it to be? */
export function Choosing() {
  const text = useText('room').choosing;
  const { room, leave } = useLiveRoom();
  return (
    <div className="state" role="alertdialog" aria-label={text.title} aria-describedby="choosing-text">
      <h1 className="state-title">{text.title}</h1>
      <p id="choosing-text">{text.text}</p>
      <div className="acts">
        <Button kind="primary" onClick={() => room.socket.choose('move')}>
          {text.move}
        </Button>
        <Button onClick={() => room.socket.choose('second')}>{text.second}</Button>
        <Button kind="quiet" onClick={leave}>
          {text.back}
        </Button>
      </div>
    </div>
  );
}
