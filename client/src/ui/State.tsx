import type { ReactNode } from 'react';
import { useErrorText, useText } from '../i18n/index.ts';
import { Button } from './Button.tsx';
import { CopyButton } from './CopyButton.tsx';
import { Icon } from './icons.tsx';

interface StateProps {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Draws the outline of the list that will stand here. */
  ghost?: boolean;
}

/** A list without rows, a search without hits, a page that is not there. */
export function State({ title, children, actions, ghost = false }: StateProps) {
  return (
    <div className="state">
      {ghost && <Ghost />}
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {actions && <div className="acts">{actions}</div>}
    </div>
  );
}

/** What happened, what was kept, what to do, and a code to quote. `title` names the thing that did not load. */
export function ErrorState({ error, title, retry }: { error: unknown; title?: string; retry?: () => void }) {
  const { what, rest, code } = useErrorText()(error);
  const text = useText('common');
  return (
    <div className="state" role="alert">
      <span className="t-danger">
        <Icon name="cloud-off" size={24} />
      </span>
      <h2>{title ?? what}</h2>
      <p>{title === undefined ? rest : `${what} ${rest}`}</p>
      {retry && (
        <div className="acts">
          <Button kind="primary" onClick={retry}>
            {text.tryAgain}
          </Button>
        </div>
      )}
      <CopyButton className="code" value={code}>
        {text.code(code)}
      </CopyButton>
    </div>
  );
}

function Ghost() {
  return (
    <div className="ghost" aria-hidden="true">
      {[180, 240, 140].map((width) => (
        <div key={width} className="row row-3">
          <span className="gd" />
          <span className="gl" style={{ width }} />
        </div>
      ))}
    </div>
  );
}
