import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** The code in groups of four, large enough for a projector, and the link that does the typing. */
export function JoinCodeDialog({ code, onClose }: { code: string; onClose: () => void }) {
  const text = useText('courses').joinCode;
  const common = useText('common');
  const shown = code.replace(/(.{4})(?=.)/g, '$1-');
  const link = `${location.origin}/join/${code}`;
  return (
    <Dialog title={text.title} onClose={onClose}>
      <p className="muted">{text.text}</p>
      <p className="join-code num">{shown}</p>
      <div className="row">
        <CopyButton className="btn grow" value={shown}>
          {text.copyCode}
        </CopyButton>
        <CopyButton className="btn grow" value={link}>
          {text.copyLink}
        </CopyButton>
      </div>
      <div className="acts">
        <Button onClick={onClose}>{common.close}</Button>
      </div>
    </Dialog>
  );
}
