import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Participant } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { isStaff } from '../../../core/room-state.ts';
import { textNow, useText } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { attempt } from '../../media/attempt.ts';
import type { RoomFeature } from '../../media/context.ts';
import type { Desk } from '../../media/desk.ts';
import { HandButton, LineDialog } from './HandButton.tsx';
import { FloorNotice, OwnPlace, useHandNews, useTurnEnd } from './HandNotes.tsx';
import { HandsCell, HandsSection } from './HandQueue.tsx';
import { Hands } from './hands.ts';
import { handOf, placeOf } from './state.ts';

/** Raised hands as a tool of the room. */
export function handsFeature(room: Room, _sessionId: string, desk: Desk): RoomFeature {
  const hands = new Hands(room);
  const dialog = createStore<{ line: boolean }>(() => ({ line: false }));
  const askLine = () => dialog.setState({ line: true });
  return {
    name: hands.name,
    restore: (snapshot) => hands.restore(snapshot),
    receive: (event) => hands.receive(event),
    settled: () => hands.settled(),
    keys: [
      {
        code: 'KeyH',
        meaning: (text) => text.shortcutsDialog.hand,
        press: () => {
          const { gathering } = desk.getState();
          if (gathering !== null) {
            gathering.toggle();
            return;
          }
          const up = handOf(hands.store.getState(), hands.selfId) !== null;
          attempt(up ? hands.lowerOwn() : hands.raise('point'));
        },
      },
    ],
    Button: () => <HandButton hands={hands} onLine={askLine} />,
    Cell: () => <HandsCell hands={hands} />,
    Notice: () => <FloorNotice hands={hands} />,
    PeopleSection: () => <HandsSection hands={hands} />,
    Overlay: function HandsOverlay() {
      useHandNews(hands);
      useTurnEnd(hands);
      const line = useStore(dialog, (state) => state.line);
      return (
        <>
          <OwnPlace hands={hands} />
          {line && <LineDialog hands={hands} onClose={() => dialog.setState({ line: false })} />}
        </>
      );
    },
    Mark: ({ participant }) => <HandMark hands={hands} participant={participant} />,
    moreMenu: (me) => kinds(hands, me, askLine),
    personMenu: (person, me) => (isStaff(me) ? speaking(hands, person, me) : []),
  };
}

function HandMark({ hands, participant }: { hands: Hands; participant: Participant }) {
  const text = useText('hands');
  const place = useStore(hands.store, (state) => placeOf(state, participant.id));
  if (place === null) return null;
  return (
    <span className="hand" title={place === 0 ? text.speaks : text.mark(place)}>
      <Icon name="hand" />
      {place > 0 && <span aria-hidden="true">{place}</span>}
      <span className="sr">{place === 0 ? text.speaks : text.mark(place)}</span>
    </span>
  );
}

/** What staff may do with somebody who has not raised a hand, or has. */
function speaking(hands: Hands, person: Participant, me: Participant) {
  const text = textNow('hands');
  if (text === undefined || person.role === 'observer' || person.id === me.id || person.state !== 'present') return [];
  const place = placeOf(hands.store.getState(), person.id);
  return [
    ...(place === 0
      ? []
      : [{ label: text.give, icon: 'mic' as const, onSelect: () => attempt(hands.give(person.id)) }]),
    ...(place === null
      ? [{ label: text.putOn, icon: 'hand' as const, onSelect: () => attempt(hands.put(person.id)) }]
      : []),
  ];
}

/** What a phone has no arrow for. */
function kinds(hands: Hands, me: Participant, askLine: () => void) {
  const text = textNow('hands');
  if (text === undefined || me.role === 'observer') return [];
  return [
    { label: text.reply, icon: 'corner-up-left' as const, onSelect: () => attempt(hands.raise('reply')) },
    { label: text.line, icon: 'pencil' as const, onSelect: askLine },
  ];
}
