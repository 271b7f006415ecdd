import { Component, type ReactNode } from 'react';
import { useText } from '../i18n/index.ts';
import { Button } from '../ui/Button.tsx';

interface State {
  fault: unknown;
}

/** The last net: a fault of ours leaves a page that says so and can be reloaded, never a white one. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { fault: null };

  static getDerivedStateFromError(fault: unknown): State {
    return { fault };
  }

  override render() {
    return this.state.fault === null ? this.props.children : <Failed />;
  }
}

function Failed() {
  const text = useText('common');
  return (
    <main className="main">
      <div className="state page-state" role="alert">
        <h1>{text.crashed.title}</h1>
        <p>{text.crashed.text}</p>
        <div className="acts">
          <Button kind="primary" onClick={() => location.reload()}>
            {text.reload}
          </Button>
        </div>
      </div>
    </main>
  );
}
