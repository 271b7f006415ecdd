import { recall, remember } from '../../../core/preferences.ts';

/** How long somebody may know before the class does, in seconds. */
export const WARNINGS = [20, 30, 45, 60] as const;
const USUAL_WARNING = 30;
const WARNING_KEY = 'cold_call.warning';

/** The time that was chosen last on this device. */
export function usualWarning(): number {
  return WARNINGS.find((seconds) => String(seconds) === recall(WARNING_KEY)) ?? USUAL_WARNING;
}

export function rememberWarning(seconds: number): void {
  remember(WARNING_KEY, seconds === USUAL_WARNING ? null : String(seconds));
}
