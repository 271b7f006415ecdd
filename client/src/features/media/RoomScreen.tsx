import { useEffect, useState } from 'react';
import type { Participant } from '../../core/protocol.gen.ts';
import { useText } from '../../i18n/index.ts';
import { State } from '../../ui/State.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { AudioOutput } from './AudioOutput.tsx';
import { BottomBar } from './BottomBar.tsx';
import { Choosing } from './Choosing.tsx';
import { Closed } from './Closed.tsx';
import { useBroken, useCompanion, usePeople, useRoomState } from './context.ts';
import { EndDialog, SettingsDialog, ShortcutsDialog } from './dialogs.tsx';
import { Gallery } from './Gallery.tsx';
import { ReconnectCard } from './ReconnectCard.tsx';
import { SidePanel } from './SidePanel.tsx';
import { SpeakerView } from './SpeakerView.tsx';
import { Standing } from './Standing.tsx';
import { TopBar } from './TopBar.tsx';
import { useAnnouncements } from './useAnnouncements.ts';
import { PHONE, useMedia } from './useMedia.ts';
import { useShortcuts } from './useShortcuts.ts';
import { useWakeLock } from './useWakeLock.ts';
import { useLayoutChoice, type Layout, type OpenPanel } from './view.ts';

type OpenDialog = 'settings' | 'shortcuts' | 'end' | null;

/** The room on the screen: bars, stage and one panel; or why it is closed. */
export function RoomScreen() {
  const text = useText('room');
  const closed = useRoomState(({ connection }) => (connection.phase === 'closed' ? connection : null));
  const entered = useRoomState((state) => state.entered);
  usePageTitle(entered === null ? text.entering : `${entered.session.title} · ${entered.session.course_title}`);
  if (closed !== null) return <Closed reason={closed.reason} code={closed.code} />;
  return entered === null ? <Entering /> : <Inside />;
}

/** Before the first answer: the shape of the room, and the question about devices if there is one. */
function Entering() {
  const text = useText('room');
  const choosing = useRoomState(({ connection }) => connection.phase === 'choosing');
  const connection = useRoomState((state) => state.connection);
  return (
    <div className="room no-panel">
      <header className="top" data-theme="stage" />
      <main className="stage" data-theme="stage">
        {choosing ? (
          <Choosing />
        ) : connection.phase === 'waiting' ? (
          <ReconnectCard connection={connection} />
        ) : (
          <div className="state" role="status">
            <h1 className="state-title">{text.entering}</h1>
            <p>{text.enteringText}</p>
          </div>
        )}
      </main>
      <footer className="bottom" data-theme="stage" />
    </div>
  );
}

function Inside() {
  const [layout, setLayout] = useLayoutChoice();
  const [panel, setPanel] = useState<OpenPanel>(null);
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const companion = useCompanion();
  useWakeLock();
  useAnnouncements();
  useShortcuts({
    onLayout: setLayout,
    onPanel: (name) => setPanel((open) => (open === name ? null : name)),
    onClose: () => setPanel(null),
    onHelp: () => setDialog('shortcuts'),
  });
  const close = () => setDialog(null);
  return (
    <div className={panel === null ? 'room no-panel' : 'room sheet-open'}>
      <TopBar layout={layout} onLayout={setLayout} />
      <Stage layout={layout} onMore={() => setPanel('people')} />
      {panel !== null && <SidePanel key={panel} name={panel} onClose={() => setPanel(null)} />}
      <BottomBar layout={layout} onLayout={setLayout} panel={panel} onPanel={setPanel} onDialog={setDialog} />
      {!companion && <AudioOutput />}
      {dialog === 'settings' && <SettingsDialog onClose={close} />}
      {dialog === 'shortcuts' && <ShortcutsDialog onClose={close} />}
      {dialog === 'end' && <EndDialog onClose={close} />}
    </div>
  );
}

/** A connection that is back within this time is not worth darkening the stage. */
const PATIENCE_MS = 600;

function Stage({ layout, onMore }: { layout: Layout; onMore: () => void }) {
  const text = useText('room');
  const people = usePeople();
  const phone = useMedia(PHONE);
  const connection = useRoomState((state) => state.connection);
  const broken = useLasting(useBroken(), PATIENCE_MS);
  const seated = people.filter(({ sending }) => sending);
  return (
    <main className={broken ? 'stage dimmed' : 'stage'} data-theme="stage" aria-label={text.stage}>
      {seated.length === 0 ? (
        <State title={text.nobodyOnStage}>{text.aloneText}</State>
      ) : (
        <People layout={layout} people={seated} onMore={onMore} />
      )}
      {phone && <Standing />}
      {broken ? <ReconnectCard connection={connection} /> : <MediaStatus />}
    </main>
  );
}

function People({ layout, people, onMore }: { layout: Layout; people: readonly Participant[]; onMore: () => void }) {
  return layout === 'gallery' ? <Gallery people={people} /> : <SpeakerView people={people} onMore={onMore} />;
}

const MEDIA_PATIENCE_MS = 2_500;

/** A line on the stage while the socket stands and the media does not. */
function MediaStatus() {
  const text = useText('room').media;
  const media = useRoomState((state) => state.media);
  const lasting = useLasting(media === 'connecting' || media === 'interrupted', MEDIA_PATIENCE_MS);
  if (!lasting) return null;
  return (
    <p className="stage-tag media-status" role="status">
      {media === 'connecting' ? text.connecting : text.interrupted}
    </p>
  );
}

/** True once `value` has been true for so long; false at once. */
function useLasting(value: boolean, milliseconds: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!value) return;
    const timer = setTimeout(() => setLasting(true), milliseconds);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [value, milliseconds]);
  return value && lasting;
}
