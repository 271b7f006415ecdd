import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { HandDown } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../../media/attempt.ts';
import { useLiveRoom, useMaySend, useRoomState, useSelf } from '../../media/context.ts';
import { narrator } from '../../media/narrator.ts';
import { useMute } from '../../media/useMute.ts';
import { useSaid } from '../../media/useSaid.ts';
import type { Hands } from './hands.ts';
import { HandNews } from './news.ts';
import { floor, mayPutBackOwn, placeOf, turnLeft } from './state.ts';
import { TurnClock } from './Turn.tsx';

/** The card of whoever has the floor. */
export function FloorNotice({ hands }: { hands: Hands }) {
  const text = useText('hands');
  const me = useSelf();
  const { room } = useLiveRoom();
  const maySend = useMaySend();
  const muted = useStore(room.muted, ({ audio }) => audio);
  const setMuted = useMute();
  const speaks = useStore(hands.store, floor);
  const words = muted ? text.floorText : text.floor;
  const own = speaks?.participant_id === me?.id;
  useSaid('hands', own ? words : '');
  if (speaks === null || !own) return null;
  return (
    <div className="stage-notice" data-kind="hand">
      <Icon name="hand" />
      <span className="grow">{words}</span>
      <TurnClock hand={speaks} />
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

/** The own place in the queue, for as long as one waits. As it changes it is read aloud with what else happens. */
export function OwnPlace({ hands }: { hands: Hands }) {
  const text = useText('hands');
  const me = useSelf();
  const place = useStore(hands.store, (state) => placeOf(state, me?.id ?? ''));
  if (place === null || place === 0) return null;
  return (
    <section className="hand-note toast" data-kind="plain" aria-label={text.word}>
      <Icon name="hand" />
      <span>{text.place(place)}</span>
      <Button kind="quiet" onClick={() => attempt(hands.lowerOwn())}>
        {text.lowerShort}
      </Button>
    </section>
  );
}

/** Tells whoever speaks, and staff, once as the time of the turn is over. */
export function useTurnEnd(hands: Hands): void {
  const text = useText('hands');
  const me = useSelf();
  const offset = useRoomState((state) => state.entered?.clockOffset ?? 0);
  const speaks = useStore(hands.store, floor);
  const concerned = speaks !== null && (speaks.participant_id === me?.id || isStaff(me));
  const until = concerned ? speaks.ends_at : null;
  const own = speaks?.participant_id === me?.id;
  const name = speaks?.name ?? '';
  useEffect(() => {
    if (until === null) return;
    // Whoever comes in later sees by the clock that it is over.
    if (turnLeft(until, Date.now() + offset).over) return;
    const timer = setTimeout(
      () => narrator.now('hands', own ? text.ownTimeOver : text.timeOverOf(name)),
      Date.parse(until) - Date.now() - offset,
    );
    return () => clearTimeout(timer);
  }, [until, own, name, offset, text]);
}

/** Says what happened to one's own hand, and to staff what happens in the queue. */
export function useHandNews(hands: Hands): void {
  const text = useText('hands');
  const me = useSelf();
  const latest = useRef({ text, me });
  useEffect(() => {
    latest.current = { text, me };
  });
  const queue = useStore(hands.store);
  const news = useRef<HandNews | null>(null);
  useEffect(() => {
    news.current ??= new HandNews(narrator, () => latest.current.text);
    if (me !== null) news.current.see(queue, me.id, isStaff(me));
  }, [queue, me]);
  useEffect(() => {
    const gathered: HandDown[] = [];
    let timer: ReturnType<typeof setTimeout> | null = null;
    const tell = () => {
      timer = null;
      const downs = gathered.splice(0);
      const { text: words } = latest.current;
      const [only] = downs;
      const undo = () => downs.forEach(({ hand }) => attempt(hands.putBack(hand.id)));
      // What ends by itself is read with what else happens in the queue.
      const quiet = downs.every(({ why }) => why !== 'dismissed');
      if (downs.length === 1 && only !== undefined) toast(words.downOf[only.why](only.hand.name), undo, quiet);
      else toast(words.allDown(downs.length), undo, quiet);
    };
    const stop = hands.listen((event) => {
      const { text: words, me: self } = latest.current;
      if (event.hand.participant_id === self?.id) {
        const undo = () => attempt(hands.putBack(event.hand.id));
        toast(words.down[event.why], mayPutBackOwn(event, self) ? undo : undefined);
      } else if (isStaff(self) && event.why !== 'lowered') {
        if (event.why !== 'dismissed') news.current?.ended(event);
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
