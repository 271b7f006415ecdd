import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';

/** The codes, this one time. */
export function BackupCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const text = useText('auth').security.backup;
  const all = codes.join('\n');
  const save = () => {
    const url = URL.createObjectURL(new Blob([`${all}\n`], { type: 'text/plain' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: text.file });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <>
      <p className="muted">{text.intro}</p>
      <ul className="backup-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="acts">
        <CopyButton className="btn" value={all}>
          {text.copy}
        </CopyButton>
        <Button icon="download" onClick={save}>
          {text.download}
        </Button>
        <Button kind="primary" onClick={onKept}>
          {text.kept}
        </Button>
      </div>
    </>
  );
}
