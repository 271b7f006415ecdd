import { useText } from '../../i18n/index.ts';
import { Button, LinkButton } from '../../ui/Button.tsx';
import { useLiveRoom, useRoomState, type ClosedProps } from './context.ts';
import { RoomOver } from './RoomOver.tsx';

/** Why this page is not in the room any more, and where to go from here. */
export function Closed({ reason, code }: ClosedProps) {
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
        <RoomOver title={text.moved} words={text.movedText}>
          <Button kind="primary" onClick={() => room.enter('move')}>
            {text.useHere}
          </Button>
          {toCourse}
        </RoomOver>
      );
    case 'ended':
    case 'left':
      return (
        <RoomOver title={text.ended} words={text.endedText}>
          <LinkButton kind="primary" href={`/sessions/${sessionId}/record`}>
            {text.toRecord}
          </LinkButton>
          {toCourse}
        </RoomOver>
      );
    case 'removed':
      return (
        <RoomOver title={text.removed} words={text.removedText}>
          <LinkButton kind="primary" href="/">
            {common.nav.home}
          </LinkButton>
        </RoomOver>
      );
    case 'sent_out':
      return (
        <RoomOver title={text.sentOut} words={text.sentOutText}>
          {again}
          {toCourse}
        </RoomOver>
      );
    case 'banned':
      return (
        <RoomOver title={text.banned} words={text.bannedText}>
          {toCourse}
        </RoomOver>
      );
    case 'locked':
      return (
        <RoomOver title={text.locked} words={text.lockedText}>
          {again}
          {toCourse}
        </RoomOver>
      );
    case 'signed_out':
      return (
        <RoomOver title={text.signedOut} words={text.signedOutText}>
          <LinkButton kind="primary" href={`/sign-in?next=${encodeURIComponent(`/sessions/${sessionId}/room`)}`}>
            {text.signIn}
          </LinkButton>
        </RoomOver>
      );
    case 'not_live':
      return (
        <RoomOver title={text.notLive} words={text.notLiveText}>
          <LinkButton kind="primary" href={`/sessions/${sessionId}`}>
            {text.toDoor}
          </LinkButton>
        </RoomOver>
      );
    case 'full':
      return (
        <RoomOver title={text.full} words={text.fullText}>
          {again}
          {toCourse}
        </RoomOver>
      );
    case 'refused':
      return (
        <RoomOver
          title={text.refused}
          words={
            code === 'too_many_devices'
              ? text.tooManyDevices
              : `${text.refusedText} ${code === null ? '' : common.code(code)}`
          }
        >
          {again}
          {toCourse}
        </RoomOver>
      );
  }
}
