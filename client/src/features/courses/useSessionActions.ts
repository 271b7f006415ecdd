import { useLocation } from 'wouter';
import type { Session } from '../../core/types.ts';
import { useErrorText, useText } from '../../i18n/index.ts';
import { handOver } from '../../ui/handOver.ts';
import { toast } from '../../ui/toasts.ts';
import { changeSession, endSession, startSession } from './api.ts';
import { sessionFile, sessionLinks } from './calendar/api.ts';
import { useRefresh } from './queries.ts';

/** Starting, ending, cancelling and reinstating a session, with what is said about it. */
export function useSessionActions() {
  const text = useText('courses');
  const describe = useErrorText();
  const refresh = useRefresh();
  const [, navigate] = useLocation();

  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      return true;
    } catch (fault) {
      const { what, rest, code } = describe(fault);
      toast(code === 'course_archived' ? text.join.archived : `${what} ${rest}`);
      return false;
    } finally {
      await refresh.sessions();
    }
  };

  const reinstate = async (session: Session) => {
    if (await attempt(() => changeSession(session, { status: 'scheduled' }))) toast(text.reinstated(session.title));
  };

  return {
    reinstate,
    /** As a file for calendar programs. */
    keep: (session: Session) =>
      attempt(async () => handOver(await sessionFile(session.id), `${session.title.replaceAll('/', '-')}.ics`)),
    openGoogle: (session: Session) =>
      attempt(async () => {
        window.open((await sessionLinks(session.id)).google_url, '_blank', 'noopener');
      }),
    start: async (session: Session) => {
      if (await attempt(() => startSession(session.id))) navigate(`/sessions/${session.id}`);
    },
    end: async (session: Session) => {
      if (await attempt(() => endSession(session.id))) toast(text.ended(session.title));
    },
    cancel: async (session: Session) => {
      let cancelled = session;
      const done = await attempt(async () => {
        cancelled = await changeSession(session, { status: 'cancelled' });
      });
      if (done) toast(text.cancelled(session.title), () => void reinstate(cancelled));
    },
  };
}
