import { useState } from 'react';
import type { CourseRole, Session } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { owns, standing } from './schedule.ts';
import { useSessionActions } from './useSessionActions.ts';

interface SessionEntryProps {
  session: Session;
  role: CourseRole | undefined;
  now: Date;
  primary: boolean;
  large?: boolean;
  /** Offers the start even long before its time. */
  early?: boolean;
}

/**
 * The way into a session: a professor starts it, everybody joins it. Others may come early; the page before the room
 * waits with them.
 */
export function SessionEntry({ session, role, now, primary, large = false, early = false }: SessionEntryProps) {
  const text = useText('courses').actions;
  const { start } = useSessionActions();
  const [busy, setBusy] = useState(false);
  const look = { kind: primary ? 'primary' : 'default', size: large ? 'lg' : 'md' } as const;
  const where = standing(session, now);

  if (where === 'ended' || where === 'cancelled') return null;
  if (where === 'live' || (!owns(role) && where !== 'later')) {
    return (
      <LinkButton href={`/sessions/${session.id}`} {...look} {...(large && { icon: 'video' })}>
        {large ? text.join : text.enter}
      </LinkButton>
    );
  }
  if (!owns(role) || (where === 'later' && !early)) return null;
  return (
    <Button
      {...look}
      busy={busy}
      {...(large && { icon: 'video' })}
      onClick={() => {
        setBusy(true);
        void start(session).finally(() => setBusy(false));
      }}
    >
      {text.start}
    </Button>
  );
}
