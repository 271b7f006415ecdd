import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { Message, Participant, ReactionKind } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { copyText } from '../../../ui/clipboard.ts';
import { Icon, type IconName } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useBroken, usePeople } from '../../media/context.ts';
import { isDirect, isTrusted, moderates, peerOf, directTo } from './channels.ts';
import type { Chat } from './chat.ts';
import { FileCard } from './Files.tsx';
import { withLinks } from './links.tsx';
import { pieces } from './mentions.ts';
import type { Outgoing } from './state.ts';

export const REACTIONS: Record<ReactionKind, IconName> = {
  like: 'thumbs-up',
  love: 'heart',
  laugh: 'laugh',
  celebrate: 'party-popper',
  question: 'circle-help',
  done: 'check',
};
const KINDS = Object.keys(REACTIONS) as ReactionKind[];
/** More names than these are a number. */
const NAMES = 8;

interface RowProps {
  chat: Chat;
  message: Message;
  me: Participant | null;
  follows: boolean;
  /** Whether its tools are shown without a pointer over it. */
  active: boolean;
  onActivate: () => void;
}

export function MessageRow({ chat, message, me, follows, active, onActivate }: RowProps) {
  const text = useText('chat');
  const roles = useText('room').roles;
  const format = useFormats();
  const own = message.participant_id === me?.id;
  const direct = isDirect(message.channel);
  const mentioned = message.mentions.some(({ id }) => id === me?.id);
  return (
    <article
      className={active ? 'msg is-hover' : 'msg'}
      data-own={own ? '' : undefined}
      data-direct={direct ? '' : undefined}
      data-broadcast={message.broadcast ? '' : undefined}
      data-mentioned={mentioned ? '' : undefined}
      data-deleted={message.deleted === null ? undefined : ''}
      data-follow={follows ? '' : undefined}
      data-message={message.id}
      aria-label={message.name}
      onPointerUp={(event) => event.pointerType !== 'mouse' && onActivate()}
    >
      {follows ? <span /> : <Avatar id={message.participant_id} name={message.name} />}
      <div className="col">
        {!follows && (
          <div className="head">
            <b className="cut">{message.name}</b>
            {message.role !== 'student' && <span className="badge">{roles[message.role]}</span>}
            {message.broadcast && (
              <span className="badge" data-kind="accent">
                <Icon name="volume-2" />
                {text.broadcast}
              </span>
            )}
            {direct && <DirectBadge message={message} own={own} selfId={me?.id ?? null} />}
            <time dateTime={message.sent_at}>{format.time(new Date(message.sent_at))}</time>
          </div>
        )}
        {message.reply_to !== null && <Quote chat={chat} message={message} />}
        {message.deleted !== null ? (
          <p>{message.deleted === 'staff' ? text.deletedByStaff : text.deleted}</p>
        ) : (
          message.text !== '' && (
            <p className="words">
              <Words message={message} selfId={me?.id ?? null} />
              {message.edited_at !== null && (
                <span className="small faint" title={format.moment(new Date(message.edited_at))}>
                  {' '}
                  ({text.edited})
                </span>
              )}
            </p>
          )
        )}
        {message.files.map((file) => (
          <FileCard key={file.id} chat={chat} file={file} />
        ))}
        {message.reactions.length > 0 && <Reactions chat={chat} message={message} me={me} />}
      </div>
      {message.deleted === null && me !== null && <Tools chat={chat} message={message} me={me} own={own} />}
    </article>
  );
}

function Words({ message, selfId }: { message: Message; selfId: string | null }) {
  const text = useText('chat');
  return useMemo(
    () =>
      pieces(message.text, message.mentions).map(({ text: words, mention }, index) =>
        mention === null ? (
          <span key={index}>{withLinks(words, text.linkNew)}</span>
        ) : (
          <b key={index} className="mention" data-self={mention === selfId ? '' : undefined}>
            {words}
          </b>
        ),
      ),
    [message.text, message.mentions, selfId, text.linkNew],
  );
}

function DirectBadge({ message, own, selfId }: { message: Message; own: boolean; selfId: string | null }) {
  const text = useText('chat');
  const people = usePeople();
  const peer = people.find(({ id }) => id === peerOf(message.channel, selfId));
  return (
    <span className="badge" data-kind="accent">
      <Icon name="lock" />
      {own ? text.toOne(peer?.name ?? text.someone) : text.toMe}
    </span>
  );
}

function Quote({ chat, message }: { chat: Chat; message: Message }) {
  const text = useText('chat');
  const quote = message.reply_to;
  if (quote === null) return null;
  return (
    <button
      type="button"
      className="quote"
      title={text.goTo}
      onClick={() => void chat.goTo({ id: quote.id, channel: message.channel })}
    >
      <Icon name="corner-up-left" size={14} />
      <b className="medium">{quote.name}</b>
      <span className="cut">{quote.deleted ? text.quoteDeleted : quote.text}</span>
    </button>
  );
}

function Reactions({ chat, message, me }: { chat: Chat; message: Message; me: Participant | null }) {
  const text = useText('chat');
  const people = usePeople();
  const shown = KINDS.flatMap((kind) => message.reactions.filter((reaction) => reaction.kind === kind));
  return (
    <div className="reacts">
      {shown.map(({ kind, people: ids }) => {
        const names = ids.slice(0, NAMES).map((id) => people.find((each) => each.id === id)?.name ?? text.someone);
        if (ids.length > NAMES) names.push(text.others(ids.length - NAMES));
        const label = text.reacted(text.reactions[kind], names.join(', '));
        return (
          <button
            key={kind}
            type="button"
            className="react"
            aria-pressed={me !== null && ids.includes(me.id)}
            aria-label={label}
            title={label}
            disabled={me === null || me.role === 'observer'}
            onClick={() => chat.react(message, kind)}
          >
            <Icon name={REACTIONS[kind]} />
            {ids.length}
          </button>
        );
      })}
    </div>
  );
}

interface ToolsProps {
  chat: Chat;
  message: Message;
  me: Participant;
  own: boolean;
}

function Tools({ chat, message, me, own }: ToolsProps) {
  const text = useText('chat');
  const muted = useStore(chat.store, (state) => state.muted.includes(message.participant_id));
  const direct = isDirect(message.channel);
  const writer = usePeople().find(({ id }) => id === message.participant_id) ?? { role: message.role };
  const staff = moderates(me);
  const writes = me.role !== 'observer';
  const more: MenuItem[] = [];
  if (own) more.push({ label: text.edit, icon: 'pencil', onSelect: () => chat.edit(message) });
  if (message.text !== '') {
    more.push({
      label: text.copy,
      icon: 'copy',
      onSelect: () => void copyText(message.text).then((done) => done && toast(text.copied)),
    });
  }
  if (!own && writes && !direct) {
    more.push({
      label: text.write(message.name),
      icon: 'lock',
      onSelect: () => chat.open(directTo(me.id, message.participant_id)),
    });
  }
  if (staff && !own && !isTrusted(writer)) {
    more.push({
      label: muted ? text.unmuteOne : text.muteOne,
      icon: 'mic-off',
      onSelect: () => {
        chat.mute(message.participant_id, !muted);
        toast((muted ? text.unmutedOne : text.mutedOne)(message.name), () => chat.mute(message.participant_id, muted));
      },
    });
  }
  if (own || (staff && !direct)) {
    more.push({
      label: text.remove,
      icon: 'trash-2',
      danger: true,
      onSelect: () => {
        chat.remove(message);
        toast(text.removed, () => chat.restoreMessage(message));
      },
    });
  }
  return (
    <div className="tools">
      {writes && (
        <Menu
          label={text.react}
          className="icon-btn icon-btn-sm"
          floating
          items={KINDS.map((kind) => ({
            label: text.reactions[kind],
            icon: REACTIONS[kind],
            onSelect: () => chat.react(message, kind),
          }))}
        >
          <Icon name="smile-plus" size={16} />
        </Menu>
      )}
      {writes && (
        <button
          type="button"
          className="icon-btn icon-btn-sm"
          aria-label={text.reply}
          title={text.reply}
          onClick={() => chat.reply(message)}
        >
          <Icon name="corner-up-left" size={16} />
        </button>
      )}
      {more.length > 0 && (
        <Menu label={text.more} className="icon-btn icon-btn-sm" floating items={more}>
          <Icon name="ellipsis" size={16} />
        </Menu>
      )}
    </div>
  );
}

interface OutgoingProps {
  chat: Chat;
  message: Outgoing;
  me: Participant | null;
}

/** A message that the server does not have yet. */
export function OutgoingRow({ chat, message, me }: OutgoingProps) {
  const connected = !useBroken();
  const failed = message.status === 'failed';
  return (
    <article className="msg" data-own data-sending={failed ? undefined : ''} data-failed={failed ? '' : undefined}>
      <Avatar id={me?.id ?? ''} name={me?.name ?? ''} />
      <div className="col">
        <div className="head">
          <b className="cut">{me?.name}</b>
        </div>
        <p className="words">{message.text}</p>
        {failed ? <Failed chat={chat} message={message} /> : <Waiting connected={connected} />}
      </div>
    </article>
  );
}

function Waiting({ connected }: { connected: boolean }) {
  const text = useText('chat');
  return (
    <span className="small faint row gap-1">
      <Icon name="clock-3" size={14} />
      {connected ? text.sending : text.later}
    </span>
  );
}

function Failed({ chat, message }: { chat: Chat; message: Outgoing }) {
  const text = useText('chat');
  const errors = useText('errors');
  const code = message.code ?? '';
  const known = Object.hasOwn(errors, code) ? errors[code as keyof typeof errors] : null;
  return (
    <span className="small t-danger row">
      <Icon name="circle-alert" size={14} />
      {known !== null && typeof known !== 'function' ? known.what : text.failed}
      <button type="button" className="link small" onClick={() => chat.retry(message.id)}>
        {text.retry}
      </button>
      <button type="button" className="link small" onClick={() => chat.discard(message.id)}>
        {text.discard}
      </button>
    </span>
  );
}
