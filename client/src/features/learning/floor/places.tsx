import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { isStaff } from '../../../core/room-state.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { attempt } from '../../media/attempt.ts';
import { useLiveRoom, useSelf } from '../../media/context.ts';
import { togglePanel } from '../../media/desk.ts';
import { narrator } from '../../media/narrator.ts';
import { Countdown } from './Countdown.tsx';
import type { Floors } from './floors.ts';
import { FloorNews } from './news.ts';
import { shown, thinking, uncalled } from './state.ts';

/** Above the pictures: the question that everybody thinks about, and the way to answer. */
export function ThinkNotice({ floors }: { floors: Floors }) {
  const text = useText('floor');
  const { desk } = useLiveRoom();
  const me = useSelf();
  const floor = useStore(floors.store, thinking);
  const hand = useStore(floors.store, (state) => state.own?.hand ?? false);
  const open = useStore(desk, ({ panel }) => panel === floors.name);
  const exam = useStore(desk, (state) => state.exam);
  if (floor === null || exam) return null;
  const answers = me?.role === 'student';
  return (
    <section className="stage-notice" data-kind="live" aria-label={text.notice}>
      <Icon name="clock-3" />
      <Countdown until={floor.ends_at} label={text.left} />
      <span className="grow cut" title={floor.question}>
        {floor.question || text.untitled}
      </span>
      {answers && !open && (
        <>
          <Button size="sm" aria-pressed={hand} icon="hand" onClick={() => attempt(floors.toggleHand())}>
            {hand ? text.handUpShort : text.handShort}
          </Button>
          <Button size="sm" kind="primary" onClick={() => togglePanel(desk, floors.name)}>
            {text.write}
          </Button>
        </>
      )}
    </section>
  );
}

/** On the teacher's strip: how long people think still, then who is next. */
export function ThinkCell({ floors }: { floors: Floors }) {
  const text = useText('floor');
  const state = useStore(floors.store);
  const thought = thinking(state);
  const after = shown(state);
  if (thought !== null) {
    return (
      <section aria-label={text.time}>
        <span className="col">
          <span className="k">{text.title}</span>
          <Countdown until={thought.ends_at} label={text.left} />
        </span>
        <Button size="sm" onClick={() => attempt(floors.reveal(thought.id))}>
          {text.reveal}
        </Button>
      </section>
    );
  }
  const next = after === null ? undefined : uncalled(after)[0];
  if (after === null || next === undefined) return null;
  return (
    <section aria-label={text.order}>
      <span className="col">
        <span className="k">{text.order}</span>
        <span className="v cut">{next.name}</span>
      </span>
      <Button size="sm" onClick={() => attempt(floors.call(after.id, null))}>
        {text.next}
      </Button>
    </section>
  );
}

/** While everybody thinks the hand button gives a hand to the question, and what happens is read aloud. */
export function useThinkTime(floors: Floors): void {
  const text = useText('floor');
  const { desk } = useLiveRoom();
  const me = useSelf();
  const floor = useStore(floors.store, (state) => state.floor);
  const up = useStore(floors.store, (state) => state.own?.hand ?? false);
  const exam = useStore(desk, (state) => state.exam);
  const gathers = floor?.state === 'thinking' && me?.role === 'student' && !exam;
  useEffect(() => {
    desk.setState({ gathering: gathers ? { up, toggle: () => attempt(floors.toggleHand()) } : null });
  }, [desk, floors, gathers, up]);
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  });
  const news = useRef<FloorNews | null>(null);
  const selfId = me?.id ?? null;
  const staff = isStaff(me);
  useEffect(() => {
    news.current ??= new FloorNews(narrator, () => latest.current);
    if (selfId !== null) news.current.see(floor, selfId);
  }, [floor, selfId, staff]);
}
