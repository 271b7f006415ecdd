import { useStore } from 'zustand';
import { useText } from '../i18n/index.ts';
import { dismiss, toastStore } from './toasts.ts';

export function Toasts() {
  const toasts = useStore(toastStore, (state) => state.toasts);
  const text = useText('common');
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text: words, undo, quiet }) => (
        <div key={id} className="toast" data-kind={undo ? 'undo' : 'plain'} aria-live={quiet ? 'off' : undefined}>
          <span>{words}</span>
          {undo && (
            <button
              type="button"
              className="btn btn-quiet"
              onClick={() => {
                dismiss(id);
                undo();
              }}
            >
              {text.undo}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
