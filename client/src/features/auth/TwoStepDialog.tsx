import type { SecondFactorState } from '../../core/types.ts';
import { ManageDialog } from './ManageDialog.tsx';
import { SetUpDialog } from './SetUpDialog.tsx';

/** Two-step sign-in, as it was when the dialog opened: being set up, or managed. */
export default function TwoStepDialog({ state, onClose }: { state: SecondFactorState; onClose: () => void }) {
  return state.on ? (
    <ManageDialog state={state} onClose={onClose} />
  ) : (
    <SetUpDialog hasPassword={state.has_password} onClose={onClose} />
  );
}
