import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';

/** The last row of a dialog that only shows something. */
export function CloseRow({ onClose }: { onClose: () => void }) {
  const text = useText('room');
  return (
    <div className="acts">
      <Button kind="primary" onClick={onClose}>
        {text.close}
      </Button>
    </div>
  );
}
