import { Link } from 'wouter';
import type { ReactNode } from 'react';
import type { ClosedReason } from '../../core/socket.ts';
import { useText } from '../../i18n/index.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { Mark } from '../../ui/icons.tsx';
import { useLiveRoom, useRoomState } from './context.ts';

interface Props {
  reason: ClosedReason;
  code: string | null;
}

/** Why this page is not in the room any more, and where to go from here. */
export function Closed({ reason, code }: Props) {
  const text = useText('room').closed;
  const common = useText('common');
  const { room, sessionId } = useLiveRoom();
  const courseId = useRoomState((state) => state.entered?.session.course_id);
  const course = courseId === undefined ? '/' : `/courses/${courseId}`;
  const toCourse = (
    <LinkButton key="course" href={course}>
      {text.toCourse}
    </LinkButton>
  );
  const again = (
    <Button key="again" kind="primary" onClick={() => room.enter()}>
      {text.again}
    </Button>
  );
  switch (reason) {
    case 'moved':
      return (
        <Page title={text.moved} words={text.movedText}>
          <Button kind="primary" onClick={() => room.enter('move')}>
            {text.useHere}
          </Button>
          {toCourse}
        </Page>
      );
    case 'ended':
    case 'left':
      return (
        <Page title={text.ended} words={text.endedText}>
          <LinkButton kind="primary" href={course}>
            {text.toCourse}
          </LinkButton>
        </Page>
      );
    case 'removed':
      return (
        <Page title={text.removed} words={text.removedText}>
          <LinkButton kind="primary" href="/">
            {common.nav.home}
          </LinkButton>
        </Page>
      );
    case 'sent_out':
      return (
        <Page title={text.sentOut} words={text.sentOutText}>
          {again}
          {toCourse}
        </Page>
      );
    case 'banned':
      return (
        <Page title={text.banned} words={text.bannedText}>
          {toCourse}
        </Page>
      );
    case 'locked':
      return (
        <Page title={text.locked} words={text.lockedText}>
          {again}
          {toCourse}
        </Page>
      );
    case 'signed_out':
      return (
        <Page title={text.signedOut} words={text.signedOutText}>
          <LinkButton kind="primary" href={`/sign-in?next=${encodeURIComponent(`/sessions/${sessionId}/room`)}`}>
            {text.signIn}
          </LinkButton>
        </Page>
      );
    case 'not_live':
      return (
        <Page title={text.notLive} words={text.notLiveText}>
          <LinkButton kind="primary" href={`/sessions/${sessionId}`}>
            {text.toDoor}
          </LinkButton>
        </Page>
      );
    case 'full':
      return (
        <Page title={text.full} words={text.fullText}>
          {again}
          {toCourse}
        </Page>
      );
    case 'refused':
      return (
        <Page
          title={text.refused}
          words={
            code === 'too_many_devices'
              ? text.tooManyDevices
              : `${text.refusedText} ${code === null ? '' : common.code(code)}`
          }
        >
          {again}
          {toCourse}
        </Page>
      );
  }
}

function Page({ title, words, children }: { title: string; words: string; children: ReactNode }) {
  return (
    <main className="room-over">
      <Link className="brand" href="/">
        <Mark />
        <span>EduForum</span>
      </Link>
      <div className="state" role="status">
        <h1>{title}</h1>
        <p>{words}</p>
        <div className="acts">{children}</div>
      </div>
    </main>
  );
}
