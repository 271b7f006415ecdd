import { useStore } from 'zustand';
import type { Gesture, Participant } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { textNow, useText } from '../../../i18n/index.ts';
import { Icon, type IconName } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { attempt } from '../../media/attempt.ts';
import { useLiveRoom, usePeople, useSelf, type RoomFeature } from '../../media/context.ts';
import type { Desk } from '../../media/desk.ts';
import { Gathering, narrator } from '../../media/narrator.ts';
import { PHONE } from '../../media/useMedia.ts';
import { GESTURES, Reactions, tally } from './reactions.ts';

const ICONS: Record<Gesture, IconName> = {
  clap: 'clap',
  thumbs_up: 'thumbs-up',
  heart: 'heart',
  laugh: 'laugh',
  surprise: 'surprise',
};

/** Up to so many people are named, more are counted. */
const NAMED = 2;

/** Reactions as a tool of the room: a picker on the bar, a mark on the tile, and together above the bar. */
export function reactionsFeature(room: Room, _sessionId: string, desk: Desk): RoomFeature {
  const selfId = () => room.store.getState().entered?.selfId;
  const aloud = new Gathering<Gesture>(narrator, 'reactions', (gathered) => {
    const text = textNow('reactions');
    return text?.announced(tally(gathered).map(([kind, count]) => text.counted[kind](count))) ?? '';
  });
  const reactions = new Reactions(room, (shown) => {
    aloud.add(...shown.filter(({ participant_id }) => participant_id !== selfId()).map(({ kind }) => kind));
  });
  const items = (): MenuItem[] => {
    const text = textNow('reactions');
    if (text === undefined) return [];
    return GESTURES.map((kind) => ({
      label: text[kind],
      icon: ICONS[kind],
      inRow: true,
      onSelect: () => attempt(reactions.show(kind)),
    }));
  };
  return {
    name: reactions.name,
    stateOnly: true,
    restore: () => reactions.restore(),
    receive: (event) => reactions.receive(event),
    settled: () => reactions.settled(),
    Button: function ReactButton() {
      const text = useText('reactions');
      const me = useSelf();
      const { features } = useLiveRoom();
      const exam = useStore(desk, (state) => state.exam);
      if (me === null || me.role === 'observer' || exam) return null;
      return (
        <div className="hide-sm">
          <Menu
            label={text.label}
            className="bar-btn"
            items={() => [...items(), ...features.flatMap((feature) => feature.reactMenu?.(me) ?? [])]}
            up
          >
            <Icon name="smile-plus" />
            <span>{text.word}</span>
          </Menu>
        </div>
      );
    },
    Mark: ({ participant }) => <ReactionMark reactions={reactions} participant={participant} />,
    Overlay: () => <Together reactions={reactions} />,
    moreMenu: (me) => (me.role === 'observer' || desk.getState().exam || !matchMedia(PHONE).matches ? [] : items()),
  };
}

function ReactionMark({ reactions, participant }: { reactions: Reactions; participant: Participant }) {
  const text = useText('reactions');
  const kind = useStore(reactions.store, ({ marks }) => marks.get(participant.id));
  if (kind === undefined) return null;
  return (
    <span key={kind} className="reaction" title={text[kind]} aria-hidden="true">
      <Icon name={ICONS[kind]} />
    </span>
  );
}

/** For those whose tile is on another page or behind a shared screen. It is read aloud as a summary, not from here. */
function Together({ reactions }: { reactions: Reactions }) {
  const people = usePeople();
  const marks = useStore(reactions.store, (state) => state.marks);
  const here = people.filter(({ id }) => marks.has(id));
  if (here.length === 0) return null;
  return (
    <div className="reactions-now" data-theme="stage" aria-hidden="true">
      {tally(here.flatMap(({ id }) => marks.get(id) ?? [])).map(([kind, count]) => (
        <span key={kind} className="row" data-kind={kind}>
          <Icon name={ICONS[kind]} />
          {here.length > NAMED && <b className="num">{count}</b>}
        </span>
      ))}
      {here.length <= NAMED && <span className="cut">{here.map(({ name }) => name).join(', ')}</span>}
    </div>
  );
}
