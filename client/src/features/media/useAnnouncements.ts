import { useEffect, useRef } from 'react';
import type { Participant } from '../../core/protocol.gen.ts';
import { presenter } from '../../core/room-state.ts';
import { useText } from '../../i18n/index.ts';
import { announce } from '../../ui/announce.ts';
import { toast } from '../../ui/toasts.ts';
import { useBroken, usePeople, useRoomState, useSelf } from './context.ts';

/** Comings and goings within this time are told in one sentence. */
const GATHER_MS = 2_000;

/** Tells screen readers who comes and goes, without flooding, and everyone what has changed for themselves. */
export function useAnnouncements(): void {
  const text = useText('room').announcements;
  useComings(usePeople(), text);

  const broken = useBroken();
  const wasBroken = useRef(false);
  useEffect(() => {
    if (broken !== wasBroken.current) announce(broken ? text.lost : text.back);
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

/** Says who begins and stops to share, and that one's own screen was replaced. */
function useScreens(text: {
  shares: (name: string) => string;
  sharesNoMore: (name: string) => string;
  replaced: (name: string) => string;
}) {
  const selfId = useRoomState((state) => state.entered?.selfId);
  const current = useRoomState((state) => presenter(state)?.id ?? null);
  const name = useRoomState((state) => presenter(state)?.name ?? '');
  const before = useRef<{ id: string | null; name: string }>({ id: null, name: '' });
  useEffect(() => {
    const last = before.current;
    if (current === last.id) return;
    before.current = { id: current, name };
    if (last.id === selfId && current !== null) toast(text.replaced(name));
    else if (current !== null && current !== selfId) announce(text.shares(name));
    else if (current === null && last.id !== null && last.id !== selfId) announce(text.sharesNoMore(last.name));
  }, [current, name, selfId, text]);
}

interface Texts {
  joined: (names: readonly string[]) => string;
  left: (names: readonly string[]) => string;
}

function useComings(people: readonly Participant[], text: Texts): void {
  const selfId = useRoomState((state) => state.entered?.selfId);
  const known = useRef<Map<string, string> | null>(null);
  const came = useRef(new Map<string, string>());
  const went = useRef(new Map<string, string>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(() => {
    const now = new Map(people.filter(({ id }) => id !== selfId).map(({ id, name }) => [id, name]));
    const before = known.current;
    if (selfId === undefined) return;
    known.current = now;
    if (before === null) return;
    for (const [id, name] of now) if (!before.has(id) && !went.current.delete(id)) came.current.set(id, name);
    for (const [id, name] of before) if (!now.has(id) && !came.current.delete(id)) went.current.set(id, name);
    if (came.current.size + went.current.size === 0) return;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      const joined = [...came.current.values()];
      const left = [...went.current.values()];
      came.current.clear();
      went.current.clear();
      const sentences = [joined.length > 0 ? text.joined(joined) : '', left.length > 0 ? text.left(left) : ''];
      announce(sentences.filter(Boolean).join(' '));
    }, GATHER_MS);
  }, [people, selfId, text]);

  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
}
