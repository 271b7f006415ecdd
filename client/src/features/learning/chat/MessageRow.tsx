import type { Message } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { withLinks } from './links.tsx';
import type { Outgoing } from './state.ts';

interface RowProps {
  message: Message;
  own: boolean;
  follows: boolean;
}

export function MessageRow({ message, own, follows }: RowProps) {
  const text = useText('chat');
  const roles = useText('room').roles;
  const format = useFormats();
  return (
    <article
      className="msg"
      data-own={own ? '' : undefined}
      data-follow={follows ? '' : undefined}
      data-message={message.id}
      aria-label={message.name}
    >
      {follows ? <span /> : <Avatar id={message.participant_id} name={message.name} />}
      <div className="col">
        {!follows && (
          <div className="head">
            <b className="cut">{message.name}</b>
            {message.role !== 'student' && <span className="badge">{roles[message.role]}</span>}
            <time dateTime={message.sent_at}>{format.time(new Date(message.sent_at))}</time>
          </div>
        )}
        <p className="words">{withLinks(message.text, text.linkNew)}</p>
      </div>
    </article>
  );
}

interface OutgoingProps {
  message: Outgoing;
  selfId: string;
  name: string;
  connected: boolean;
  onRetry: () => void;
  onDiscard: () => void;
}

/** A message that the server does not have yet. */
export function OutgoingRow({ message, selfId, name, connected, onRetry, onDiscard }: OutgoingProps) {
  const text = useText('chat');
  const failed = message.status === 'failed';
  return (
    <article className="msg" data-own data-sending={failed ? undefined : ''} data-failed={failed ? '' : undefined}>
      <Avatar id={selfId} name={name} />
      <div className="col">
        <div className="head">
          <b className="cut">{name}</b>
        </div>
        <p className="words">{message.text}</p>
        {failed ? (
          <span className="small t-danger row">
            <Icon name="circle-alert" size={14} />
            {text.failed}
            <button type="button" className="link small" onClick={onRetry}>
              {text.retry}
            </button>
            <button type="button" className="link small" onClick={onDiscard}>
              {text.discard}
            </button>
          </span>
        ) : (
          <span className="small faint row gap-1">
            <Icon name="clock-3" size={14} />
            {connected ? text.sending : text.later}
          </span>
        )}
      </div>
    </article>
  );
}
