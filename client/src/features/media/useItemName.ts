import { useText } from '../../i18n/index.ts';
import { useRoomState } from './context.ts';
import type { Item } from './items.ts';

/** What stands under a picture: whose it is, and which of theirs. */
export function useItemName(): (item: Item) => string {
  const common = useText('common');
  const text = useText('room').tile;
  const selfId = useRoomState((state) => state.entered?.selfId);
  return ({ participant, source, label }) => {
    const { id, name } = participant;
    if (source === 'camera') return id === selfId ? common.you(name) : name;
    return text.of(name, source === 'screen' ? text.screen : label === '' ? text.device : label);
  };
}
