import { useEffect, useRef } from 'react';
import type { Waiting } from '../../../core/protocol.gen.ts';
import { isHost } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { attempt } from '../attempt.ts';
import { Elapsed } from '../Clock.tsx';
import { useLiveRoom, useRoomState, useSelf } from '../context.ts';
import { togglePanel } from '../desk.ts';
import { Gathering, narrator } from '../narrator.ts';

function useDoor() {
  const { room } = useLiveRoom();
  return {
    admit: (participant: string | null) =>
      attempt(room.socket.request<'room:admit'>({ type: 'room:admit', participant })),
    refuse: (participant: string) => attempt(room.socket.request<'room:refuse'>({ type: 'room:refuse', participant })),
    unban: (participant: string) => attempt(room.socket.request<'room:unban'>({ type: 'room:unban', participant })),
  };
}

/** Who waits, on the teacher's strip. */
export function DoorCell() {
  const text = useText('controls');
  const { desk } = useLiveRoom();
  const me = useSelf();
  const waiting = useRoomState((state) => state.door.waiting);
  const door = useDoor();
  if (!isHost(me) || waiting.length === 0) return null;
  const [first] = waiting;
  return (
    <section className="door-cell" aria-label={text.waiting(waiting.length)}>
      <button type="button" className="k link" onClick={() => togglePanel(desk, 'people')}>
        {text.waiting(waiting.length)}
      </button>
      <span className="medium cut">{first?.name}</span>
      <Button size="sm" onClick={() => door.admit(null)}>
        {waiting.length > 1 ? text.admitAll : text.admit}
      </Button>
    </section>
  );
}

/** Who waits and who may not come back, in the people panel. */
export function DoorSection() {
  const text = useText('controls');
  const me = useSelf();
  const { waiting, banned } = useRoomState((state) => state.door);
  const door = useDoor();
  if (!isHost(me)) return null;
  return (
    <>
      {waiting.length > 0 && (
        <section aria-label={text.waiting(waiting.length)}>
          <h3 className="ghead">
            <span>{text.waiting(waiting.length)}</span>
            <button type="button" className="link" onClick={() => door.admit(null)}>
              {text.admitAll}
            </button>
          </h3>
          <ul>
            {waiting.map(({ participant_id: id, name, since }) => (
              <li key={id} className="prow">
                <Avatar id={id} name={name} size={24} />
                <span className="medium cut grow" title={name}>
                  {name}
                </span>
                <Elapsed since={since} label={text.waits} />
                <Button size="sm" aria-label={text.admitOf(name)} onClick={() => door.admit(id)}>
                  {text.admit}
                </Button>
                <IconButton small icon="x" label={text.refuseOf(name)} onClick={() => door.refuse(id)} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {banned.length > 0 && (
        <section aria-label={text.banned(banned.length)}>
          <h3 className="ghead">{text.banned(banned.length)}</h3>
          <ul>
            {banned.map(({ participant_id: id, name }) => (
              <li key={id} className="prow">
                <Avatar id={id} name={name} size={24} />
                <span className="cut grow" title={name}>
                  {name}
                </span>
                <Button size="sm" aria-label={text.unbanOf(name)} onClick={() => door.unban(id)}>
                  {text.unban}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Has those who knock read to hosts, with who comes and goes. */
export function useKnocks(): void {
  const text = useText('controls');
  const host = isHost(useSelf());
  const waiting = useRoomState((state) => state.door.waiting);
  const told = useRef(new Set<string>());
  const words = useRef(text);
  const aloud = useRef<Gathering<Waiting> | null>(null);
  useEffect(() => {
    words.current = text;
  }, [text]);
  useEffect(() => {
    const here = new Set(waiting.map(({ participant_id }) => participant_id));
    for (const id of told.current) if (!here.has(id)) told.current.delete(id);
    if (!host) return;
    aloud.current ??= new Gathering<Waiting>(narrator, 'people', (knocks) => {
      const names = knocks.filter(({ participant_id }) => told.current.has(participant_id)).map(({ name }) => name);
      return names.length === 0 ? '' : words.current.announced(names);
    });
    const fresh = waiting.filter(({ participant_id }) => !told.current.has(participant_id));
    for (const { participant_id } of fresh) told.current.add(participant_id);
    aloud.current.add(...fresh);
  }, [waiting, host]);
}
