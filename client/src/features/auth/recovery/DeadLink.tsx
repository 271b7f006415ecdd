import { ApiError } from '../../../core/api.ts';
import { useText } from '../../../i18n/index.ts';
import { LinkButton } from '../../../ui/Button.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { AuthFrame } from '../AuthFrame.tsx';

const CODES = ['link_used', 'link_expired', 'link_outdated', 'link_invalid', 'account_suspended'] as const;
type Code = (typeof CODES)[number];

/** What a link has become, where it opens nothing any more. */
export function deadCode(fault: unknown): Code | null {
  return fault instanceof ApiError ? (CODES.find((code) => code === fault.code) ?? null) : null;
}

interface DeadLinkProps {
  fault: unknown;
  kind: 'reset' | 'verify' | 'invitation';
  /** For what may pass: the server was not reached. */
  retry?: () => void;
}

/** A page for a link that opens nothing: why, and how to get another. */
export function DeadLink({ fault, kind, retry }: DeadLinkProps) {
  const text = useText('recovery');
  const code = deadCode(fault);
  if (code === null) {
    return (
      <AuthFrame>
        <ErrorState error={fault} {...(retry && { retry })} />
      </AuthFrame>
    );
  }
  const { title, text: why } = text.dead[code];
  return (
    <AuthFrame>
      <div className="col gap-1" role="alert">
        <h1>{title}</h1>
        <p className="muted">
          {why} {kind === 'invitation' && text.dead.invitation}
          {kind === 'verify' && text.dead.settings}
        </p>
      </div>
      {kind === 'reset' && code !== 'account_suspended' ? (
        <LinkButton href="/forgot-password" kind="primary" size="lg" block>
          {text.dead.again}
        </LinkButton>
      ) : (
        <LinkButton href={kind === 'verify' ? '/settings' : '/sign-in'} size="lg" block>
          {kind === 'verify' ? text.continue : text.back}
        </LinkButton>
      )}
    </AuthFrame>
  );
}
