import { useEffect } from 'react';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { ApiError } from '../../../core/api.ts';
import { Button, LinkButton } from '../../../ui/Button.tsx';
import { useLiveRoom, useRoomState, type ClosedProps } from '../context.ts';
import { RoomOver } from '../RoomOver.tsx';
import { changePass } from './pass.ts';

/** Why a guest is not in the room any more. There is no course to go back to: often there is nothing more to do. */
export function GuestClosed({ reason, code }: ClosedProps) {
  const text = useText('guests').closed;
  const closed = useText('room').closed;
  const errorText = useErrorText();
  const { room } = useLiveRoom();
  const turnedAway = useRoomState((state) => state.entered === null) && reason === 'sent_out';
  // What this guest holds is worth nothing any more: whoever opens a link again comes as somebody new.
  const over = reason === 'banned' || reason === 'removed' || (reason === 'sent_out' && !turnedAway);
  useEffect(() => {
    changePass({ inside: null, ...(over && { token: null }) });
  }, [over]);

  const enter = (device?: 'move') => {
    changePass({ inside: room.muted.getState() });
    room.enter(device);
  };
  const again = (words: string) => (
    <Button kind="primary" onClick={() => enter()}>
      {words}
    </Button>
  );
  const page = (title: string, words: string, action?: React.ReactNode) => (
    <RoomOver title={title} words={words} home={null}>
      {action}
    </RoomOver>
  );
  switch (reason) {
    case 'left':
      return page(text.left, text.leftText, again(text.rejoin));
    case 'ended':
      return page(closed.ended, text.endedText);
    case 'moved':
      return page(
        closed.moved,
        closed.movedText,
        <Button kind="primary" onClick={() => enter('move')}>
          {closed.useHere}
        </Button>,
      );
    case 'sent_out':
      return turnedAway
        ? page(text.turnedAway, text.turnedAwayText, again(text.knock))
        : page(closed.sentOut, text.sentOutText);
    case 'banned':
      return page(closed.banned, text.sentOutText);
    case 'removed': {
      if (code === null || code === 'removed') return page(text.removed, text.removedText);
      const { what, rest } = errorText(new ApiError(code, { status: 403 }));
      return page(what, rest);
    }
    case 'not_live':
      return page(
        closed.notLive,
        closed.notLiveText,
        <LinkButton kind="primary" href="/guest">
          {closed.toDoor}
        </LinkButton>,
      );
    case 'locked':
      return page(closed.locked, text.lockedText, again(closed.again));
    case 'full':
      return page(closed.full, closed.fullText, again(closed.again));
    case 'signed_out':
    case 'refused':
      return page(closed.refused, closed.refusedText, again(closed.again));
  }
}
