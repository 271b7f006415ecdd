import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { BoardChange } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { SelectField } from '../../../ui/Field.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt, complain } from '../../media/attempt.ts';
import { useAct } from '../../media/useAct.ts';
import { BoardHistory } from './history.ts';
import type { BoardSession } from './session.ts';
import type { Kind } from './types.ts';

interface Props {
  session: BoardSession;
  room: Room;
  nameOf: (id: string) => string;
  onClose: () => void;
}

/** Who has changed what, the newest first; what went is put back, and what a person did is taken back from a moment on. */
export function HistoryDialog({ session, room, nameOf, onClose }: Props) {
  const text = useText('whiteboard');
  const words = text.historyDialog;
  const formats = useFormats();
  const { board } = session;
  const [history] = useState(() => new BoardHistory(room, board));
  const { changes: all, people: names, more } = useStore(history.store);
  const [person, setPerson] = useState('');
  const act = useAct();
  useEffect(() => {
    history.load().catch((fault: unknown) => {
      void complain(fault);
      onClose();
    });
  }, [history, onClose]);

  const restore = (objects: string[], participant: string | null, since: string | null) =>
    attempt(
      room.socket
        .request<'whiteboard:restore'>({ type: 'whiteboard:restore', board, objects, participant, since })
        .then((changed) => {
          toast(words.undone(changed.objects.length));
          onClose();
        }),
    );
  const known = (id: string) => names[id] ?? nameOf(id);
  const people = [...new Set(all?.map(({ participant_id: id }) => id))];
  const changes = all?.filter(({ participant_id: id }) => person === '' || id === person) ?? [];
  const gone = (change: BoardChange) => change.act === 'removed' || change.act === 'hidden';
  return (
    <Dialog title={words.title} onClose={onClose}>
      {all?.length === 0 && <p>{words.empty}</p>}
      {people.length > 1 && (
        <SelectField label={words.who} value={person} onChange={(event) => setPerson(event.target.value)}>
          <option value="">{words.everyone}</option>
          {people.map((id) => (
            <option key={id} value={id}>
              {known(id)}
            </option>
          ))}
        </SelectField>
      )}
      <ol className="board-history">
        {changes.map((change) => {
          const kind = change.kind === '' ? words.something : text.kinds[change.kind as Kind];
          return (
            <li key={`${change.object_id} ${change.at} ${change.participant_id}`}>
              <span className="grow">
                <span className="strong">
                  {words.entry(known(change.participant_id), words.acts[change.act], kind)}
                </span>
                {change.text !== '' && <span className="muted cut">{change.text}</span>}
                <time className="small faint num" dateTime={change.at}>
                  {formats.time(new Date(change.at))}
                </time>
              </span>
              {gone(change) && (
                <Button size="sm" onClick={() => restore([change.object_id], null, null)}>
                  {words.restore}
                </Button>
              )}
              <Button size="sm" kind="quiet" onClick={() => restore([], person === '' ? null : person, change.at)}>
                {words.undoSince}
              </Button>
            </li>
          );
        })}
      </ol>
      {more && (
        <Button size="sm" busy={act.busy} onClick={() => act.run(() => history.load())}>
          {words.earlier}
        </Button>
      )}
    </Dialog>
  );
}
