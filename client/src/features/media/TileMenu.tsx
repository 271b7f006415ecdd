import { useStore } from 'zustand';
import { useText } from '../../i18n/index.ts';
import { Icon } from '../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { toast } from '../../ui/toasts.ts';
import { endItem } from './controls/menus.ts';
import { mayHost, useLiveRoom, useRoomState, useSelf } from './context.ts';
import { togglePin } from './desk.ts';
import { isInterpreter, type Item } from './items.ts';

/** What can be done with a tile: pin it for oneself, and for hosts what it is to everyone. */
export function TileMenu({ item, name }: { item: Item; name: string }) {
  const text = useText('room');
  const { room, sessionId, desk, features } = useLiveRoom();
  const me = useSelf();
  const { participant, source } = item;
  const pinned = useStore(desk, ({ pins }) => pins.includes(item.key));
  const known = useRoomState((state) => state.quality.has(participant.id));
  const host = mayHost(me?.role);
  const interpreting = isInterpreter(item);
  const items: MenuItem[] = [
    {
      label: pinned ? text.pins.unpin : text.pins.pin,
      icon: pinned ? 'pin-off' : 'pin',
      onSelect: () => togglePin(desk, item.key),
    },
  ];
  if (host && source === 'camera') {
    items.push({
      label: interpreting ? text.interpreter.end : text.interpreter.make,
      icon: 'languages',
      onSelect: () =>
        void room.setInterpreter(participant.id, !interpreting).catch(() => toast(text.interpreter.failed)),
    });
  }
  if (known && source === 'camera') {
    items.push({
      label: text.quality.details,
      icon: 'activity',
      onSelect: () => desk.setState({ dialog: { kind: 'quality', participant: participant.id } }),
    });
  }
  if (me !== null && source === 'camera') {
    items.push(...features.flatMap((feature) => feature.personMenu?.(participant, me) ?? []));
  }
  if (host && source.startsWith('whip-')) items.push(...endItem(sessionId, item));
  return (
    <Menu label={text.tile.menu(name)} className="tile-menu" items={items} floating>
      <Icon name={pinned ? 'pin' : 'ellipsis'} size={14} />
    </Menu>
  );
}
