import { useStore } from 'zustand';
import type { Participant } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { useLiveRoom, usePeople } from '../../media/context.ts';
import { isDirect, isGroup, peerOf, ROOM, STAFF } from './channels.ts';
import type { Chat } from './chat.ts';

/** Direct channels that the menu names; the others are found among the people. */
const NAMED = 8;

/** Who hears what is written here, and a choice of others. */
export function Recipient({ chat, me }: { chat: Chat; me: Participant }) {
  const text = useText('chat');
  const { desk } = useLiveRoom();
  const channel = useStore(chat.desk, (state) => state.channel);
  const channels = useStore(chat.store, (state) => state.channels);
  const nameOf = useChannelName(me.id);
  const names = Object.keys(channels);
  const direct = names.filter(isDirect).slice(0, NAMED);
  const listed = [ROOM, ...names.filter((name) => name === STAFF || isGroup(name)), ...direct];
  if (!listed.includes(channel)) listed.push(channel);
  const items: MenuItem[] = listed.map((name) => {
    const unread = channels[name]?.unread ?? 0;
    return {
      label: unread > 0 && name !== channel ? text.withUnread(nameOf(name), unread) : nameOf(name),
      checked: name === channel,
      onSelect: () => chat.open(name),
    };
  });
  items.push({ label: text.choosePerson, icon: 'users', onSelect: () => desk.setState({ panel: 'people' }) });
  const elsewhere = listed.some((name) => name !== channel && (channels[name]?.unread ?? 0) > 0);
  return (
    <div className="to">
      <Menu label={text.recipient(nameOf(channel))} className="to-button" items={items} align="start" floating>
        {text.to}{' '}
        <b>
          <span className="cut">{nameOf(channel)}</span> <Icon name="chevron-down" size={14} />
        </b>
        {elsewhere && <i className="dot" />}
      </Menu>
      {channel !== ROOM && (
        <button type="button" className="link small" onClick={() => chat.open(ROOM)}>
          {text.backToRoom}
        </button>
      )}
    </div>
  );
}

/** How a channel is called for its reader. */
export function useChannelName(selfId: string): (channel: string) => string {
  const text = useText('chat');
  const people = usePeople();
  return (channel) => {
    if (channel === ROOM) return text.everyone;
    if (channel === STAFF) return text.staff;
    if (isGroup(channel)) return text.group;
    return people.find(({ id }) => id === peerOf(channel, selfId))?.name ?? text.someone;
  };
}
