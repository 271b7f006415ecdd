import { useText } from '../../../i18n/index.ts';
import { useErrorText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { sizeOf } from '../../learning/chat/size.ts';
import { uploads, type Sending } from './uploads.ts';

/** A file on its way: how far, how long still, and what can be done about it. */
export function SendingRow({ sending, onChoose }: { sending: Sending; onChoose: () => void }) {
  const text = useText('content').sending;
  const describe = useErrorText();
  const { key, name, size, sent, status, secondsLeft, lost } = sending;
  const there = sizeOf(sent);
  const said = () => {
    switch (status) {
      case 'sending':
        return [text.sending(there, sizeOf(size)), ...(secondsLeft === null ? [] : [text.left(secondsLeft)])].join(
          ' · ',
        );
      case 'waiting':
        return text.waiting(there);
      case 'stopped':
        return lost ? text.lost(there) : text.stopped(there);
      case 'storing':
        return text.storing;
      case 'failed': {
        const { what, rest } = describe(sending.fault);
        return `${what} ${rest}`;
      }
    }
  };
  const share = size === 0 ? 1 : sent / size;
  return (
    <li className="content-sending">
      <span className="muted">
        <Icon name="file-text" size={20} />
      </span>
      <div className="col grow gap-2">
        <span className="medium cut">{name}</span>
        <span
          className="bar bar-4"
          role="progressbar"
          aria-label={text.progress(name)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(share * 100)}
          data-kind={status === 'failed' || status === 'waiting' ? 'warn' : undefined}
        >
          <i style={{ width: `${share * 100}%` }} />
        </span>
        <span
          className={status === 'failed' ? 'small t-danger' : 'small faint'}
          role={status === 'failed' ? 'alert' : undefined}
        >
          {said()}
        </span>
      </div>
      {status === 'sending' || status === 'waiting' ? (
        <Button size="sm" onClick={() => uploads().stop(key)}>
          {text.stop}
        </Button>
      ) : (
        status !== 'storing' && (
          <>
            <Button size="sm" onClick={() => (lost ? onChoose() : uploads().resume(key))}>
              {lost ? text.choose : text.resume}
            </Button>
            <IconButton small icon="x" label={text.remove(name)} onClick={() => uploads().remove(key)} />
          </>
        )
      )}
    </li>
  );
}
