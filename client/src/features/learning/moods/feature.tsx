import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Mood, MoodGauge, ServerEvent } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';
import type { Room } from '../../../core/room.ts';
import { textNow, useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { attempt } from '../../media/attempt.ts';
import { useSelf, type RoomFeature } from '../../media/context.ts';

interface MoodsState {
  own: Mood;
  /** For staff. */
  gauge: MoodGauge | null;
}

/** The moods after `event`. */
export function reduceMoods(state: MoodsState, event: ServerEvent): MoodsState {
  if (event.type === 'mood:own') return { ...state, own: event.mood };
  return event.type === 'mood:gauge' ? { ...state, gauge: event } : state;
}

export const noMoods: MoodsState = { own: { opinion: null, pace: null }, gauge: null };

/** Moods as a tool of the room: a menu for students, a gauge for staff. */
export function moodsFeature(room: Room): RoomFeature {
  const store = createStore<MoodsState>(() => noMoods);
  const set = (change: Partial<Mood>) =>
    attempt(room.socket.request<'mood:set'>({ type: 'mood:set', ...store.getState().own, ...change }));
  const items = (own: Mood): MenuItem[] => {
    const text = textNow('moods');
    if (text === undefined) return [];
    const opinion = (value: 'agree' | 'disagree'): MenuItem => ({
      label: text[value],
      checked: own.opinion === value,
      toggle: true,
      onSelect: () => set({ opinion: own.opinion === value ? null : value }),
    });
    const pace = (value: 'slower' | 'faster'): MenuItem => ({
      label: text[value],
      checked: own.pace === value,
      toggle: true,
      onSelect: () => set({ pace: own.pace === value ? null : value }),
    });
    return [opinion('agree'), opinion('disagree'), pace('slower'), pace('faster')];
  };
  return {
    name: 'moods',
    // What is told as state comes after every join.
    restore: () => store.setState(noMoods, true),
    receive: (event) => store.setState((state) => reduceMoods(state, event), true),
    settled: () => undefined,
    Button: function MoodButton() {
      const text = useText('moods');
      const me = useSelf();
      const own = useStore(store, (state) => state.own);
      if (me === null || me.role === 'observer' || isStaff(me)) return null;
      return (
        <div className="hide-sm">
          <Menu label={text.label} className="bar-btn" items={items(own)} up>
            <Icon name="smile-plus" />
            <span>{text.word}</span>
          </Menu>
        </div>
      );
    },
    Cell: function MoodCell() {
      const text = useText('moods');
      const gauge = useStore(store, (state) => state.gauge);
      if (gauge === null || gauge.agree + gauge.disagree + gauge.slower + gauge.faster === 0) return null;
      return (
        <section aria-label={text.gauge}>
          <div className="col">
            <span className="k">
              {text.gauge} {text.of(gauge.people)}
            </span>
            <span className="v small">
              {text.opinion(gauge.agree, gauge.disagree)}
              {' · '}
              {text.pace(gauge.slower, gauge.faster)}
            </span>
          </div>
          <IconButton
            small
            icon="rotate-ccw"
            label={text.clear}
            onClick={() => attempt(room.socket.request<'mood:clear'>({ type: 'mood:clear' }))}
          />
        </section>
      );
    },
    moreMenu: (me) =>
      me.role === 'observer' || isStaff(me) || !matchMedia('(max-width: 767px)').matches
        ? []
        : items(store.getState().own),
  };
}
