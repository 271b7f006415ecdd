import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { HandDown } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { announce } from '../../../ui/announce.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../../media/attempt.ts';
import { useLiveRoom, useMaySend, useSelf } from '../../media/context.ts';
import { useMute } from '../../media/useMute.ts';
import type { Hands } from './hands.ts';
import { floor, placeOf } from './state.ts';

/** Hands that go up or down within this time are told in one sentence. */
const GATHER_MS = 2_000;

/** The card of whoever has the floor. */
export function FloorNotice({ hands }: { hands: Hands }) {
  const text = useText('hands');
  const me = useSelf();
  const { room } = useLiveRoom();
  const maySend = useMaySend();
  const muted = useStore(room.muted, ({ audio }) => audio);
  const setMuted = useMute();
  const mine = useStore(hands.store, (state) => floor(state)?.participant_id === me?.id);
  if (!mine) return null;
  return (
    <div className="stage-notice" data-kind="hand" role="alert">
      <Icon name="hand" />
      <span className="grow">{muted ? text.floorText : text.floor}</span>
      {muted && maySend && (
        <Button size="sm" kind="primary" onClick={() => setMuted('audio', false)}>
          {text.unmute}
        </Button>
      )}
      <Button size="sm" kind={muted ? 'quiet' : 'default'} onClick={() => attempt(hands.lowerOwn())}>
        {text.done}
      </Button>
    </div>
  );
}

/** The own place in the queue, for as long as one waits. */
export function OwnPlace({ hands }: { hands: Hands }) {
  const text = useText('hands');
  const me = useSelf();
  const place = useStore(hands.store, (state) => placeOf(state, me?.id ?? ''));
  if (place === null || place === 0) return null;
  return (
    <div className="hand-note toast" data-kind="plain" role="status">
      <Icon name="hand" />
      <span>{text.place(place)}</span>
      <Button kind="quiet" onClick={() => attempt(hands.lowerOwn())}>
        {text.lowerShort}
      </Button>
    </div>
  );
}

/** Says what happened to one's own hand, and to staff what happens in the queue. */
export function useHandNews(hands: Hands): void {
  const text = useText('hands');
  const me = useSelf();
  const latest = useRef({ text, me });
  useEffect(() => {
    latest.current = { text, me };
  });
  useRaised(hands, isStaff(me));
  useEffect(() => {
    const gathered: HandDown[] = [];
    let timer: ReturnType<typeof setTimeout> | null = null;
    const tell = () => {
      timer = null;
      const downs = gathered.splice(0);
      const { text: words } = latest.current;
      const [only] = downs;
      const undo = () => downs.forEach(({ hand }) => attempt(hands.putBack(hand.id)));
      if (downs.length === 1 && only !== undefined) toast(words.downOf[only.why](only.hand.name), undo);
      else toast(words.allDown(downs.length), undo);
    };
    const stop = hands.listen((event) => {
      const { text: words, me: self } = latest.current;
      if (event.hand.participant_id === self?.id) {
        toast(words.down[event.why], () => attempt(hands.putBack(event.hand.id)));
      } else if (isStaff(self) && event.why !== 'lowered') {
        gathered.push(event);
        timer ??= setTimeout(tell, 300);
      }
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [hands]);
}

/** Has new hands read to staff, without flooding. */
function useRaised(hands: Hands, staff: boolean): void {
  const text = useText('hands');
  const queue = useStore(hands.store, (state) => state.hands);
  const told = useRef<Set<string> | null>(null);
  useEffect(() => {
    const known = told.current;
    if (known === null || !staff) {
      told.current = new Set(queue.map(({ id }) => id));
      return;
    }
    if (queue.every(({ id }) => known.has(id))) return;
    const timer = setTimeout(() => {
      const fresh = queue.filter(({ id, participant_id }) => !known.has(id) && participant_id !== hands.selfId);
      for (const { id } of queue) known.add(id);
      if (fresh.length > 0) announce(text.announced(fresh.map(({ name }) => name)));
    }, GATHER_MS);
    return () => clearTimeout(timer);
  }, [hands, queue, staff, text]);
}
