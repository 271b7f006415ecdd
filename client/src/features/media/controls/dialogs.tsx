import { useState } from 'react';
import type { Participant, Settings } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../attempt.ts';
import { CloseRow } from '../CloseRow.tsx';
import { useLiveRoom, useRoomState } from '../context.ts';

type Switch = 'locked' | 'waiting_room' | 'may_unmute' | 'may_share';

/** What hosts decide for everybody. A switch follows the server. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const text = useText('controls');
  const { room } = useLiveRoom();
  const settings = useRoomState((state) => state.settings);
  const set = (name: Switch, value: boolean) =>
    attempt(
      room.socket.request<'room:set'>({
        type: 'room:set',
        locked: null,
        waiting_room: null,
        may_unmute: null,
        may_share: null,
        [name]: value,
      }),
    );
  const row = (name: Switch, label: string, help?: string) => (
    <SwitchRow
      label={label}
      help={help}
      on={settings[name as keyof Settings] === true}
      onChange={(on) => set(name, on)}
    />
  );
  return (
    <Dialog title={text.settings} onClose={onClose}>
      <p className="muted">{text.settingsText}</p>
      <div className="col gap-4 host-switches">
        {row('locked', text.locked, text.lockedHelp)}
        {row('waiting_room', text.waitingRoom, text.waitingRoomHelp)}
        {row('may_unmute', text.mayUnmute)}
        {row('may_share', text.mayShare)}
      </div>
      <CloseRow onClose={onClose} />
    </Dialog>
  );
}

interface SwitchRowProps {
  label: string;
  help?: string | undefined;
  on: boolean;
  onChange: (on: boolean) => void;
}

function SwitchRow({ label, help, on, onChange }: SwitchRowProps) {
  return (
    <label className="row row-3">
      <button
        type="button"
        className="switch"
        role="switch"
        aria-checked={on}
        aria-label={label}
        aria-description={help}
        onClick={() => onChange(!on)}
      />
      <span className="col">
        <span>{label}</span>
        {help !== undefined && <span className="small faint">{help}</span>}
      </span>
    </label>
  );
}

/** Sending somebody out; for the session too, where that is switched on. */
export function RemoveDialog({ person, onClose }: { person: Participant; onClose: () => void }) {
  const text = useText('controls');
  const { room } = useLiveRoom();
  const [ban, setBan] = useState(false);
  const remove = () => {
    const participant = person.id;
    const undo = () => attempt(room.socket.request<'room:unban'>({ type: 'room:unban', participant }));
    onClose();
    attempt(
      room.socket
        .request<'room:remove'>({ type: 'room:remove', participant, ban })
        .then(() => (ban ? toast(text.bannedNow(person.name), undo) : toast(text.removed(person.name)))),
    );
  };
  return (
    <Dialog title={text.removeTitle(person.name)} onClose={onClose}>
      <p className="muted">{text.removeText}</p>
      <SwitchRow label={text.ban} on={ban} onChange={setBan} />
      <div className="acts">
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button kind="danger" onClick={remove}>
          {text.removeConfirm}
        </Button>
      </div>
    </Dialog>
  );
}
