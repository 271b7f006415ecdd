import { useText } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { useRoomState } from '../context.ts';

export function LockMark() {
  const text = useText('controls');
  const locked = useRoomState((state) => state.settings.locked);
  if (!locked) return null;
  return (
    <span className="row small muted lock-mark">
      <Icon name="lock" size={14} />
      <span>{text.lockedMark}</span>
    </span>
  );
}
