import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Participant } from '../../../core/protocol.gen.ts';
import type { Room } from '../../../core/room.ts';
import { textNow, useText } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { attempt } from '../../media/attempt.ts';
import type { RoomFeature } from '../../media/context.ts';
import { HandButton, LineDialog } from './HandButton.tsx';
import { FloorNotice, OwnPlace, useHandNews } from './HandNotes.tsx';
import { HandsCell, HandsSection } from './HandQueue.tsx';
import { Hands } from './hands.ts';
import { handOf, placeOf } from './state.ts';

/** Raised hands as a tool of the room. */
export function handsFeature(room: Room): RoomFeature {
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

/** What a phone has no arrow for. */
function kinds(hands: Hands, me: Participant, askLine: () => void) {
  const text = textNow('hands');
  if (text === undefined || me.role === 'observer') return [];
  return [
    { label: text.reply, icon: 'corner-up-left' as const, onSelect: () => attempt(hands.raise('reply')) },
    { label: text.line, icon: 'pencil' as const, onSelect: askLine },
  ];
}
