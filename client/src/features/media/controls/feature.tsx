import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Participant } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { mayEnd, useSelf, type RoomFeature } from '../context.ts';
import { RemoveDialog, SettingsDialog } from './dialogs.tsx';
import { DoorCell, DoorSection, useKnocks } from './Door.tsx';
import { hostMenu, personMenu } from './menus.ts';
import { ControlNotices } from './Notices.tsx';

const GuestLinksDialog = lazy(() => import('../../courses/GuestLinksDialog.tsx'));

type Open = { kind: 'settings' } | { kind: 'guests' } | { kind: 'remove'; person: Participant } | null;

/** What hosts decide, as a tool of the room. What the server says of it is the room's own state. */
export function controlsFeature(room: Room, sessionId: string): RoomFeature {
  const dialog = createStore<{ open: Open }>(() => ({ open: null }));
  const invite = () => dialog.setState({ open: { kind: 'guests' } });
  return {
    name: 'controls',
    restore: () => undefined,
    receive: () => undefined,
    settled: () => undefined,
    Cell: DoorCell,
    PeopleSection: () => (
      <>
        <InviteRow onInvite={invite} />
        <DoorSection />
      </>
    ),
    Notice: ControlNotices,
    Mark: CoHostMark,
    Overlay: function ControlsOverlay() {
      useKnocks();
      const open = useStore(dialog, (state) => state.open);
      const close = () => dialog.setState({ open: null });
      if (open?.kind === 'settings') return <SettingsDialog onClose={close} />;
      if (open?.kind === 'guests') {
        return (
          <Suspense>
            <GuestLinksDialog sessionId={sessionId} onClose={close} />
          </Suspense>
        );
      }
      return open === null ? null : <RemoveDialog person={open.person} onClose={close} />;
    },
    personMenu: (person, me) =>
      personMenu(room, person, me, {
        sessionId,
        askRemove: () => dialog.setState({ open: { kind: 'remove', person } }),
      }),
    moreMenu: (me) =>
      hostMenu(room, me, { settings: () => dialog.setState({ open: { kind: 'settings' } }), guests: invite }),
  };
}

/** For those who decide who is in the course, at the head of the people panel. */
function InviteRow({ onInvite }: { onInvite: () => void }) {
  const text = useText('controls');
  if (!mayEnd(useSelf()?.role)) return null;
  return (
    <div className="invite-row">
      <Button size="sm" icon="user-plus" onClick={onInvite}>
        {text.inviteGuest}
      </Button>
    </div>
  );
}

/** In the row of the people panel; a tile has no room for it. */
function CoHostMark({ participant }: { participant: Participant }) {
  const text = useText('controls');
  return participant.co_host ? <span className="badge co-host">{text.coHost}</span> : null;
}
