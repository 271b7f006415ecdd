import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Participant } from '../../core/protocol.gen.ts';
import { useText } from '../../i18n/index.ts';
import { toast } from '../../ui/toasts.ts';
import { Comings } from './comings.ts';
import { useBroken, useLiveRoom, usePeople, usePresenter, useRoomState, useSelf } from './context.ts';
import { Gathering, narrator } from './narrator.ts';

/** Tells screen readers who comes and goes, without flooding, and everyone what has changed for themselves. */
export function useAnnouncements(): void {
  const text = useText('room').announcements;
  useComings(usePeople(), text);
  useEffect(() => () => narrator.stop(), []);

  const broken = useBroken();
  const wasBroken = useRef(false);
  useEffect(() => {
    if (broken !== wasBroken.current) narrator.now('connection', broken ? text.lost : text.back);
    wasBroken.current = broken;
  }, [broken, text]);

  useScreens(text);

  const sending = useSelf()?.sending;
  const wasSending = useRef(sending);
  useEffect(() => {
    if (wasSending.current !== undefined && sending !== undefined && sending !== wasSending.current) {
      toast(sending ? text.seated : text.unseated);
    }
    wasSending.current = sending ?? wasSending.current;
  }, [sending, text]);
}

/** Says who begins and stops to share, and that one's own screen is shared no longer. */
function useScreens(text: {
  shares: (name: string) => string;
  sharesNoMore: (name: string) => string;
  screenLost: string;
}) {
  const { room } = useLiveRoom();
  const selfId = useRoomState((state) => state.entered?.selfId);
  const { id: current, name } = usePresenter() ?? { id: null, name: '' };
  const lost = useStore(room.screen.store, (state) => state.lost);
  const wasLost = useRef(false);
  useEffect(() => {
    if (lost && !wasLost.current) toast(text.screenLost);
    wasLost.current = lost;
  }, [lost, text]);
  const before = useRef<{ id: string | null; name: string }>({ id: null, name: '' });
  const aloud = useRef(new Gathering<string>(narrator, 'screens', (lines) => lines.at(-1) ?? ''));
  useEffect(() => {
    const last = before.current;
    if (current === last.id) return;
    before.current = { id: current, name };
    if (current !== null && current !== selfId) aloud.current.add(text.shares(name));
    else if (current === null && last.id !== null && last.id !== selfId)
      aloud.current.add(text.sharesNoMore(last.name));
  }, [current, name, selfId, text]);
}

interface Texts {
  joined: (names: readonly string[]) => string;
  left: (names: readonly string[]) => string;
}

function useComings(people: readonly Participant[], text: Texts): void {
  const selfId = useRoomState((state) => state.entered?.selfId);
  const words = useRef(text);
  const comings = useRef<Comings | null>(null);
  useEffect(() => {
    words.current = text;
  }, [text]);
  useEffect(() => {
    if (selfId === undefined) return;
    comings.current ??= new Comings(narrator, (joined, left, whole) => {
      const each = (names: readonly string[], say: (names: readonly string[]) => string) =>
        names.length === 0 ? [] : whole ? names.map((name) => say([name])) : [say(names)];
      return [...each(joined, words.current.joined), ...each(left, words.current.left)].join(' ');
    });
    comings.current.see(people.filter(({ id }) => id !== selfId));
  }, [people, selfId]);
}
