import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Mood, MoodGauge, Participant, ServerEvent } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { textNow, useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import type { MenuItem } from '../../../ui/Menu.tsx';
import { attempt } from '../../media/attempt.ts';
import type { RoomFeature } from '../../media/context.ts';
import type { Desk } from '../../media/desk.ts';
import { PHONE } from '../../media/useMedia.ts';

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

/** Moods as a tool of the room: for students in the picker of reactions, for staff a gauge. */
export function moodsFeature(room: Room, _sessionId: string, desk: Desk): RoomFeature {
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
    stateOnly: true,
    // What is told as state comes after every join.
    restore: () => store.setState(noMoods, true),
    receive: (event) => store.setState((state) => reduceMoods(state, event), true),
    settled: () => undefined,
    Cell: function MoodCell() {
      const text = useText('moods');
      const gauge = useStore(store, (state) => state.gauge);
      if (gauge === null || gauge.agree + gauge.disagree + gauge.slower + gauge.faster === 0) return null;
      return (
        <section aria-label={text.gauge}>
          <Gauge
            words={text.pace(gauge.slower, gauge.faster)}
            all={text.paceOf(gauge.slower, gauge.faster, gauge.people)}
            parts={parts(gauge.slower, gauge.faster, gauge.people)}
          />
          {gauge.agree + gauge.disagree > 0 && (
            <Gauge
              words={text.opinion(gauge.agree, gauge.disagree)}
              all={text.opinionOf(gauge.agree, gauge.disagree, gauge.people)}
              parts={parts(gauge.disagree, gauge.agree, gauge.people)}
            />
          )}
          <IconButton
            small
            icon="rotate-ccw"
            label={text.clear}
            onClick={() => attempt(room.socket.request<'mood:clear'>({ type: 'mood:clear' }))}
          />
        </section>
      );
    },
    reactMenu: (me) => (says(me) ? items(store.getState().own) : []),
    moreMenu: (me) =>
      says(me) && !desk.getState().exam && matchMedia(PHONE).matches ? items(store.getState().own) : [],
  };
}

/** Moods are those of the people who are taught. */
function says(me: Participant): boolean {
  return me.role === 'student';
}

/** Of everybody: those on one side, those who say nothing, those on the other. */
export function parts(one: number, other: number, people: number): readonly [number, number, number] {
  return [one, Math.max(0, people - one - other), other];
}

interface GaugeProps {
  words: string;
  /** What the bar shows, for who does not see it. */
  all: string;
  parts: readonly [number, number, number];
}

function Gauge({ words, all, parts: [one, silent, other] }: GaugeProps) {
  return (
    <div className="col gap-1">
      <span className="k">{words}</span>
      <span className="pace" role="img" aria-label={all} title={all}>
        <i className="fast" style={{ flexGrow: one }} />
        <i className="ok" style={{ flexGrow: silent }} />
        <i className="slow" style={{ flexGrow: other }} />
      </span>
    </div>
  );
}
