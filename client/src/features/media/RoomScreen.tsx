import { lazy, Suspense, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { isStaff } from '../../core/room-state.ts';
import { useText } from '../../i18n/index.ts';
import { State } from '../../ui/State.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { AudioOutput } from './AudioOutput.tsx';
import { BottomBar } from './BottomBar.tsx';
import { Choosing } from './Choosing.tsx';
import { AtTheDoor } from './controls/AtTheDoor.tsx';
import { mayHost, useBroken, useCompanion, useLiveRoom, useRoomState, useSelf } from './context.ts';
import { reachPanel } from './desk.ts';
import { EndDialog, SettingsDialog, ShortcutsDialog, TakeOverDialog } from './dialogs.tsx';
import { Gallery } from './Gallery.tsx';
import { ReconnectCard } from './ReconnectCard.tsx';
import { SidePanel } from './SidePanel.tsx';
import { StageNotices } from './StageNotice.tsx';
import { SpeakerView, StageView } from './StageView.tsx';
import { Standing } from './Standing.tsx';
import { TopBar } from './TopBar.tsx';
import { useAnnouncements } from './useAnnouncements.ts';
import { PHONE, useMedia } from './useMedia.ts';
import { useSaid } from './useSaid.ts';
import { useShortcuts } from './useShortcuts.ts';
import { useStage, withInterpreters, type OnStage } from './useStage.ts';
import { useWakeLock } from './useWakeLock.ts';
import { useLayoutChoice, type Layout } from './view.ts';

const QualityDialog = lazy(() => import('./QualityDialog.tsx'));

/** The room on the screen: bars, stage and one panel; or why it is closed. */
export function RoomScreen() {
  const text = useText('room');
  const { Closed } = useLiveRoom();
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
  const door = useRoomState(({ connection }) => connection.phase === 'door');
  const connection = useRoomState((state) => state.connection);
  return (
    <div className="room no-panel">
      <header className="top" data-theme="stage" />
      <main className="stage" data-theme="stage">
        {choosing ? (
          <Choosing />
        ) : door ? (
          <AtTheDoor />
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
  const { desk, features } = useLiveRoom();
  const panel = useStore(desk, (state) => state.panel);
  const stage = useStage();
  const choice = useLayoutChoice(stage.large.map(({ key }) => key));
  const companion = useCompanion();
  const close = () => desk.setState({ panel: null });
  useWakeLock();
  useAnnouncements();
  useShortcuts({
    onLayout: (layout) => choice.layouts.includes(layout) && choice.choose(layout),
    onPanel: (name) => reachPanel(desk, name),
    onClose: close,
    onHelp: () => desk.setState({ dialog: { kind: 'shortcuts' } }),
  });
  return (
    <div className={panel === null ? 'room no-panel' : 'room sheet-open'}>
      <TopBar {...choice} />
      <TeacherStrip />
      <Stage layout={choice.layout} stage={stage} onMore={() => desk.setState({ panel: 'people' })} />
      {panel !== null && <SidePanel key={panel} name={panel} onClose={close} />}
      <BottomBar choice={choice} />
      {!companion && <AudioOutput />}
      <OpenedDialog />
      {features.map(({ name, Overlay }) => Overlay !== undefined && <Overlay key={name} />)}
    </div>
  );
}

/** What staff keep an eye on while they teach; only where there is something of it. */
function TeacherStrip() {
  const text = useText('room');
  const { features } = useLiveRoom();
  const me = useSelf();
  const cells = features.flatMap(({ name, Cell }) => (Cell === undefined ? [] : [{ name, Cell }]));
  if (cells.length === 0 || !(isStaff(me) || mayHost(me?.role))) return null;
  return (
    <section className="desk" data-theme="stage" aria-label={text.strip}>
      <div>
        {cells.map(({ name, Cell }) => (
          <Cell key={name} />
        ))}
      </div>
    </section>
  );
}

function OpenedDialog() {
  const { desk } = useLiveRoom();
  const dialog = useStore(desk, (state) => state.dialog);
  const close = () => desk.setState({ dialog: null });
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'settings':
      return <SettingsDialog onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'end':
      return <EndDialog onClose={close} />;
    case 'take-over':
      return <TakeOverDialog onClose={close} />;
    case 'quality':
      return (
        <Suspense>
          <QualityDialog participant={dialog.participant} onClose={close} />
        </Suspense>
      );
  }
}

/** A connection that is back within this time is not worth darkening the stage. */
const PATIENCE_MS = 600;

function Stage({ layout, stage, onMore }: { layout: Layout; stage: OnStage; onMore: () => void }) {
  const text = useText('room');
  const { desk, features } = useLiveRoom();
  const filling = useStore(desk, (state) => state.stage);
  const feature = features.find(({ name }) => name === filling);
  const Filling = feature?.Stage;
  const phone = useMedia(PHONE);
  const connection = useRoomState((state) => state.connection);
  const broken = useLasting(useBroken(), PATIENCE_MS);
  return (
    <main className={broken ? 'stage dimmed' : 'stage'} data-theme="stage" aria-label={text.stage}>
      <StageNotices>{features.map(({ name, Notice }) => Notice !== undefined && <Notice key={name} />)}</StageNotices>
      {Filling !== undefined ? (
        <StageView items={stage.all} large={[]} side={feature?.stageTool?.beside === true} onMore={onMore}>
          <Filling />
        </StageView>
      ) : stage.items.length + stage.large.length === 0 ? (
        <State title={text.nobodyOnStage}>{text.aloneText}</State>
      ) : (
        <Pictures layout={layout} stage={stage} onMore={onMore} />
      )}
      {phone && <Standing />}
      {broken ? <ReconnectCard connection={connection} /> : <MediaStatus />}
    </main>
  );
}

function Pictures({ layout, stage, onMore }: { layout: Layout; stage: OnStage; onMore: () => void }) {
  switch (layout) {
    case 'gallery':
      return <Gallery items={stage.all} />;
    case 'speaker':
      return <SpeakerView items={stage.all} onMore={onMore} />;
    case 'sidebar':
      return <SpeakerView items={stage.all} side onMore={onMore} />;
    case 'stage':
      return <StageView items={stage.items} large={withInterpreters(stage)} onMore={onMore} />;
  }
}

const MEDIA_PATIENCE_MS = 2_500;

/** A line on the stage while the socket stands and the media does not. */
function MediaStatus() {
  const text = useText('room').media;
  const media = useRoomState((state) => state.media);
  const lasting = useLasting(media === 'connecting' || media === 'interrupted', MEDIA_PATIENCE_MS);
  const words = media === 'connecting' ? text.connecting : text.interrupted;
  useSaid('connection', lasting ? words : '');
  return lasting ? <p className="stage-tag media-status">{words}</p> : null;
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
