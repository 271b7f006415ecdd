import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Deck } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../../media/attempt.ts';
import { useSelf } from '../../media/context.ts';
import { sizeOf } from '../chat/size.ts';
import { listDecks, putUp, remove, restore, show, take, type SeenDecks } from './decks.ts';
import { DeckUpload } from './DeckUpload.tsx';
import type { Slides } from './slides.ts';

interface Props {
  slides: Slides;
  /** A deck is presented now. */
  onShown: () => void;
}

/** Putting up a PDF, and the decks that there are, to be presented or removed. */
export function DeckList({ slides, onShown }: Props) {
  const text = useText('slides').decks;
  const me = useSelf();
  const presentation = useStore(slides.store, (state) => state.presentation);
  const [seen, setSeen] = useState<SeenDecks | null>(null);
  const refresh = useCallback(() => attempt(listDecks(slides).then(setSeen)), [slides]);
  useEffect(refresh, [refresh]);
  const present = (deck: Deck) => attempt(show(slides, deck.id).then(onShown));
  const presentPrepared = ({ id }: Deck) =>
    attempt(
      take(slides, id)
        .then((deck) => show(slides, deck.id))
        .then(onShown),
    );
  const takeAway = (deck: Deck) =>
    attempt(
      remove(slides, deck.id).then(() => {
        refresh();
        toast(text.removed(deck.name), () => attempt(restore(slides, deck.id).then(refresh)));
      }),
    );
  const others = presentation !== null && presentation.participant_id !== me?.id;
  return (
    <div className="deck-list">
      {others && <p className="muted">{text.takesOver(presentation.name)}</p>}
      <DeckUpload
        putUp={(...file) => putUp(slides, ...file)}
        onStored={(deck) => {
          refresh();
          if (presentation === null) present(deck);
        }}
      />
      {seen?.decks.length === 0 && <p className="small muted">{text.empty}</p>}
      {seen !== null && seen.decks.length > 0 && (
        <ul aria-label={text.title}>
          {seen.decks.map((deck) => {
            const now = presentation?.deck.id === deck.id;
            return (
              <li key={deck.id} className="file">
                <Facts deck={deck} now={now} />
                {!(now && !others) && (
                  <Button size="sm" aria-label={text.presentNamed(deck.name)} onClick={() => present(deck)}>
                    {text.present}
                  </Button>
                )}
                {!now && (isStaff(me) || deck.participant_id === me?.id) && (
                  <IconButton small icon="trash-2" label={text.remove(deck.name)} onClick={() => takeAway(deck)} />
                )}
              </li>
            );
          })}
        </ul>
      )}
      {seen !== null && seen.prepared.length > 0 && (
        <>
          <h3 className="small medium">{text.prepared}</h3>
          <ul aria-label={text.prepared}>
            {seen.prepared.map((deck) => (
              <li key={deck.id} className="file">
                <Facts deck={deck} />
                <Button size="sm" aria-label={text.presentNamed(deck.name)} onClick={() => presentPrepared(deck)}>
                  {text.present}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Facts({ deck, now = false }: { deck: Deck; now?: boolean }) {
  const text = useText('slides').decks;
  return (
    <>
      <Icon name="file-text" size={20} />
      <span className="col grow">
        <span className="medium cut" title={deck.name}>
          {deck.name}
        </span>
        <span className="small faint">
          {text.facts(deck.pages, sizeOf(deck.size))}
          {now && ` · ${text.presented}`}
        </span>
      </span>
    </>
  );
}
