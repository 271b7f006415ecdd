import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Participant } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { useText } from '../../../i18n/index.ts';
import type { RoomFeature } from '../context.ts';
import { RemoveDialog, SettingsDialog } from './dialogs.tsx';
import { DoorCell, DoorSection, useKnocks } from './Door.tsx';
import { hostMenu, personMenu } from './menus.ts';
import { ControlNotices } from './Notices.tsx';

type Open = { kind: 'settings' } | { kind: 'remove'; person: Participant } | null;

/** What hosts decide, as a tool of the room. What the server says of it is the room's own state. */
export function controlsFeature(room: Room): RoomFeature {
  const dialog = createStore<{ open: Open }>(() => ({ open: null }));
  return {
    name: 'controls',
    restore: () => undefined,
    receive: () => undefined,
    settled: () => undefined,
    Cell: DoorCell,
    PeopleSection: DoorSection,
    Notice: ControlNotices,
    Mark: CoHostMark,
    Overlay: function ControlsOverlay() {
      useKnocks();
      const open = useStore(dialog, (state) => state.open);
      const close = () => dialog.setState({ open: null });
      if (open?.kind === 'settings') return <SettingsDialog onClose={close} />;
      return open === null ? null : <RemoveDialog person={open.person} onClose={close} />;
    },
    personMenu: (person, me) =>
      personMenu(room, person, me, () => dialog.setState({ open: { kind: 'remove', person } })),
    moreMenu: (me) => hostMenu(room, me, () => dialog.setState({ open: { kind: 'settings' } })),
  };
}

/** In the row of the people panel; a tile has no room for it. */
function CoHostMark({ participant }: { participant: Participant }) {
  const text = useText('controls');
  return participant.co_host ? <span className="badge co-host">{text.coHost}</span> : null;
}
