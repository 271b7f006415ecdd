import { useEffect, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { canChooseSpeaker, type DeviceRole } from '../../core/devices.ts';
import { mayBeSlow, NOISES } from '../../core/effects.ts';
import { canShareScreen } from '../../core/screen.ts';
import { useText } from '../../i18n/index.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import {
  mayEnd,
  mayHost,
  useLiveRoom,
  useMaySend,
  useMayShare,
  usePanels,
  usePeople,
  useRoomState,
  useSelf,
  type NamedPanel,
  type StageTool,
} from './context.ts';
import { togglePanel, toggleStage } from './desk.ts';
import { currentDevice, labelled } from './deviceNames.ts';
import { devices } from './live.ts';
import { Standing } from './Standing.tsx';
import { useMute } from './useMute.ts';
import { PHONE, useMedia } from './useMedia.ts';
import { useScreenShare } from './useScreenShare.ts';
import type { LayoutChoice } from './view.ts';

/** Left: the teacher's tools. Middle: what one does oneself. Right: everybody's panels. On a phone all of it is one row. */
export function BottomBar({ choice }: { choice: LayoutChoice }) {
  const text = useText('room');
  const { desk, features } = useLiveRoom();
  const panels = usePanels();
  const panel = useStore(desk, (state) => state.panel);
  const phone = useMedia(PHONE);
  const maySend = useMaySend();
  const mayShare = useMayShare();
  const people = usePeople();
  const teaching = panels.filter(({ place }) => place === 'teaching');
  const side = panels.filter(({ place }) => place === 'side');
  const exam = useStore(desk, (state) => state.exam);
  const hidden = useStore(desk, (state) => state.hidden);
  const stages = features.flatMap(({ name, stageTool }) =>
    stageTool === undefined || exam || hidden.includes(name) ? [] : [{ name, stageTool }],
  );
  return (
    <footer className="bottom" data-theme="stage">
      <div className="tools left">
        {!phone && teaching.map((each) => <PanelButton key={each.name} panel={each} />)}
        {!phone && stages.map(({ name, stageTool }) => <StageButton key={name} name={name} tool={stageTool} />)}
        {!phone && <Standing />}
      </div>
      <div className="tools mid" role="group" aria-label={text.tools}>
        {maySend && <MicrophoneButton />}
        {maySend && <CameraButton />}
        {phone && side.slice(0, 1).map((each) => <PanelButton key={each.name} panel={each} />)}
        {maySend && mayShare && !phone && canShareScreen && <ShareButton />}
        {features.map(({ name, Button }) => Button !== undefined && <Button key={name} />)}
        <MoreMenu phone={phone} choice={choice} panels={[...side.slice(1), ...teaching]} stages={stages} />
        <LeaveButton />
      </div>
      {!phone && (
        <div className="tools right">
          {side.map((each) => (
            <PanelButton key={each.name} panel={each} />
          ))}
          <BarButton
            icon="users"
            label={text.people}
            pressed={panel === 'people'}
            onClick={() => togglePanel(desk, 'people')}
          >
            <b className="count count-quiet" data-count={people.length} aria-hidden="true" />
          </BarButton>
        </div>
      )}
    </footer>
  );
}

function MicrophoneButton() {
  const text = useText('room');
  const { room } = useLiveRoom();
  const muted = useStore(room.muted, (own) => own.audio);
  const setMuted = useMute();
  return (
    <div className="bar-split">
      <BarButton
        icon={muted ? 'mic-off' : 'mic'}
        label={text.microphone}
        action={muted ? text.unmute : text.mute}
        off={muted}
        onClick={() => setMuted('audio', !muted)}
      >
        {!muted && <OwnLevel />}
      </BarButton>
      <DeviceChoice label={text.audioDevices} roles={canChooseSpeaker ? ['microphone', 'speaker'] : ['microphone']} />
    </div>
  );
}

function CameraButton() {
  const text = useText('room');
  const { room } = useLiveRoom();
  const muted = useStore(room.muted, (own) => own.video);
  const setMuted = useMute();
  return (
    <div className="bar-split">
      <BarButton
        icon={muted ? 'video-off' : 'video'}
        label={text.camera}
        action={muted ? text.cameraOn : text.cameraOff}
        off={muted}
        onClick={() => setMuted('video', !muted)}
      />
      <DeviceChoice label={text.videoDevices} roles={['camera']} />
    </div>
  );
}

/** The arrow beside a button: which device it means, and what its sound or picture goes through. */
function DeviceChoice({ label, roles }: { label: string; roles: readonly DeviceRole[] }) {
  const { settingsDialog: text, effects } = useText('room');
  const state = useStore(devices.store);
  const items = roles.flatMap((role): MenuItem[] => {
    const current = currentDevice(state, role);
    return labelled(state.options[role], text.unnamed).map(({ id, label: name }) => ({
      label: roles.length > 1 ? `${text[role]} · ${name}` : name,
      checked: id === current?.id,
      onSelect: () => void devices.choose(role, id),
    }));
  });
  const { blur, noise } = state;
  const through: MenuItem[] = roles.includes('camera')
    ? [
        {
          label: effects.blur(mayBeSlow(navigator)),
          checked: blur,
          toggle: true,
          onSelect: () => void devices.setBlur(!blur),
        },
      ]
    : NOISES.map((each) => ({
        label: effects.noise(each),
        checked: each === noise,
        onSelect: () => void devices.setNoise(each),
      }));
  return (
    <Menu label={label} className="bar-more hide-sm" items={[...items, ...through]} up align="start">
      <Icon name="chevron-up" size={14} />
    </Menu>
  );
}

function OwnLevel() {
  const { room } = useLiveRoom();
  const selfId = useRoomState((state) => state.entered?.selfId);
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    if (selfId === undefined) return;
    return room.levels.listen(selfId, (level) => {
      bar.current?.style.setProperty('width', `${Math.round(level * 100)}%`);
    });
  }, [room, selfId]);
  return (
    <span className="level" aria-hidden="true">
      <i ref={bar} style={{ width: 0 }} />
    </span>
  );
}

function PanelButton({ panel }: { panel: NamedPanel }) {
  const text = useText('room');
  const { desk } = useLiveRoom();
  const open = useStore(desk, (state) => state.panel === panel.name);
  const label = panel.label(text);
  const unread = panel.useUnread();
  return (
    <BarButton
      icon={panel.icon}
      label={label}
      action={label}
      description={unread > 0 && !open ? panel.unread(text, unread) : undefined}
      pressed={open}
      onClick={() => togglePanel(desk, panel.name)}
    >
      {unread > 0 && !open && <b className="count" data-count={unread > 99 ? '99+' : unread} aria-hidden="true" />}
    </BarButton>
  );
}

function StageButton({ name, tool }: { name: string; tool: StageTool }) {
  const text = useText('room');
  const { desk } = useLiveRoom();
  const open = useStore(desk, (state) => state.stage === name);
  return (
    <BarButton
      icon={tool.icon}
      label={tool.label(text)}
      live={tool.useLive()}
      pressed={open}
      onClick={() => toggleStage(desk, name)}
    />
  );
}

function ShareButton() {
  const text = useText('room');
  const { room } = useLiveRoom();
  const share = useScreenShare();
  const status = useStore(room.screen.store, (state) => state.status);
  const on = status === 'on';
  return (
    <BarButton
      icon={on ? 'screen-share-off' : 'screen-share'}
      label={on ? text.screen.stopWord : text.screen.share}
      action={on ? text.screen.stop : text.screen.start}
      live={on}
      onClick={() => (on ? room.stopScreen() : share())}
    />
  );
}

interface MoreProps {
  phone: boolean;
  choice: LayoutChoice;
  /** Those that have no button of their own on a phone. */
  panels: readonly NamedPanel[];
  stages: readonly { name: string; stageTool: StageTool }[];
}

function MoreMenu({ phone, choice, panels, stages }: MoreProps) {
  const text = useText('room');
  const people = usePeople();
  const { room, desk, features } = useLiveRoom();
  const me = useSelf();
  const mode = useRoomState((state) => state.mode);
  const share = useScreenShare();
  const maySend = useMaySend();
  const mayShare = useMayShare();
  const sharing = useStore(room.screen.store, ({ status }) => status === 'on');
  const common: MenuItem[] = [
    ...(me === null ? [] : features.flatMap((feature) => feature.moreMenu?.(me) ?? [])),
    {
      label: text.mode.name,
      checked: mode === 'audio_slides',
      toggle: true,
      onSelect: () => room.setMode(mode === 'full' ? 'audio_slides' : 'full'),
    },
    {
      label: mayHost(me?.role) ? text.quality.everyone : text.quality.own,
      icon: 'activity',
      onSelect: () =>
        desk.setState({
          dialog: { kind: 'quality', participant: mayHost(me?.role) ? null : (me?.id ?? null) },
        }),
    },
    { label: text.settings, icon: 'settings', onSelect: () => desk.setState({ dialog: { kind: 'settings' } }) },
  ];
  const items: MenuItem[] = phone
    ? [
        { label: `${text.people} ${people.length}`, icon: 'users', onSelect: () => togglePanel(desk, 'people') },
        ...panels.map((panel) => ({
          label: panel.label(text),
          icon: panel.icon,
          onSelect: () => togglePanel(desk, panel.name),
        })),
        ...stages.map(({ name, stageTool }) => ({
          label: stageTool.label(text),
          icon: stageTool.icon,
          onSelect: () => toggleStage(desk, name),
        })),
        ...choice.layouts.map((each) => ({
          label: text.layouts[each],
          checked: each === choice.layout,
          onSelect: () => choice.choose(each),
        })),
        ...(maySend && mayShare && canShareScreen
          ? [
              {
                label: sharing ? text.screen.stop : text.screen.start,
                icon: 'screen-share' as const,
                onSelect: () => (sharing ? room.stopScreen() : share()),
              },
            ]
          : []),
        ...common,
      ]
    : [
        ...common,
        { label: text.shortcuts, icon: 'keyboard', onSelect: () => desk.setState({ dialog: { kind: 'shortcuts' } }) },
      ];
  return (
    <Menu label={text.more} className="bar-btn" items={items} up>
      <Icon name="ellipsis" />
      <span>{text.more}</span>
    </Menu>
  );
}

/** Leaving is one press; who may end the class for everyone is asked which of the two is meant. */
function LeaveButton() {
  const text = useText('room');
  const { leave, desk } = useLiveRoom();
  const me = useSelf();
  if (!mayEnd(me?.role) && me?.co_host !== true) {
    return <BarButton icon="log-out" label={text.leave} kind="leave" onClick={leave} />;
  }
  return (
    <Menu
      label={text.leave}
      className="bar-btn"
      kind="leave"
      up
      items={[
        { label: text.leaveOnly, icon: 'log-out', onSelect: leave },
        { label: text.end, icon: 'x', danger: true, onSelect: () => desk.setState({ dialog: { kind: 'end' } }) },
      ]}
    >
      <Icon name="log-out" />
      <span>{text.leave}</span>
    </Menu>
  );
}

export interface BarButtonProps {
  icon: IconName;
  /** The word under the icon. */
  label: string;
  /** What a press does, where that is not the word. */
  action?: string;
  /** What else there is to know about it. */
  description?: string | undefined;
  off?: boolean;
  /** Something of one's own is on air. */
  live?: boolean;
  /** The own hand is up. */
  hand?: boolean;
  pressed?: boolean;
  kind?: string;
  onClick: () => void;
  children?: ReactNode;
}

export function BarButton({
  icon,
  label,
  action,
  description,
  off = false,
  live = false,
  hand = false,
  pressed,
  kind,
  onClick,
  children,
}: BarButtonProps) {
  return (
    <button
      type="button"
      className="bar-btn"
      data-state={off ? 'off' : live ? 'live' : hand ? 'hand' : undefined}
      data-kind={kind}
      aria-pressed={pressed}
      aria-label={action}
      aria-description={description}
      title={description ?? action}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span>{label}</span>
      {children}
    </button>
  );
}
