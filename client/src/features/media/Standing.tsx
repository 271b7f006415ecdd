import { useText } from '../../i18n/index.ts';
import { Icon } from '../../ui/icons.tsx';
import { useCompanion, useSelf } from './context.ts';

/** Why there is no microphone and no camera here. */
export function Standing() {
  const text = useText('room').viewOnly;
  const companion = useCompanion();
  const me = useSelf();
  const words = companion ? text.companion : me?.role === 'observer' ? text.observer : text.full;
  if (me === null || (me.sending && !companion)) return null;
  return (
    <p className="standing small" role="status">
      <Icon name={companion ? 'monitor' : 'eye'} />
      <span>{words}</span>
    </p>
  );
}
