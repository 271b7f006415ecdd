import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Deck } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../../media/attempt.ts';
import { useSelf } from '../../media/context.ts';
import { sizeOf } from '../chat/size.ts';
import { listDecks, MAX_BYTES, putUp, remove, restore, show } from './decks.ts';
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
  const [decks, setDecks] = useState<readonly Deck[] | null>(null);
  const refresh = useCallback(() => attempt(listDecks(slides).then(setDecks)), [slides]);
  useEffect(refresh, [refresh]);
  const present = (deck: Deck) => attempt(show(slides, deck.id).then(onShown));
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
      <Upload
        slides={slides}
        onStored={(deck) => {
          refresh();
          if (presentation === null) present(deck);
        }}
      />
      {decks?.length === 0 && <p className="small muted">{text.empty}</p>}
      {decks !== null && decks.length > 0 && (
        <ul aria-label={text.title}>
          {decks.map((deck) => {
            const now = presentation?.deck.id === deck.id;
            return (
              <li key={deck.id} className="file">
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
    </div>
  );
}

interface Sending {
  name: string;
  share: number;
  stop: AbortController;
}

function Upload({ slides, onStored }: { slides: Slides; onStored: (deck: Deck) => void }) {
  const texts = useText('slides');
  const text = texts.decks;
  const errorText = useErrorText();
  const input = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState<Sending | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const take = async (file: File | undefined) => {
    if (file === undefined || sending !== null) return;
    setFault(null);
    const isPdf = /\.pdf$/iu.test(file.name) || file.type === 'application/pdf';
    if (!isPdf || file.size > MAX_BYTES) {
      setFault(isPdf ? text.tooLarge : text.noPdf);
      return;
    }
    const stop = new AbortController();
    setSending({ name: file.name, share: 0, stop });
    try {
      const told = (share: number) => setSending({ name: file.name, share, stop });
      onStored(await putUp(slides, file, told, stop.signal));
    } catch (error) {
      if (!stop.signal.aborted) {
        const { what, rest } = errorText(error);
        setFault(`${what} ${rest}`);
      }
    } finally {
      setSending(null);
      if (input.current !== null) input.current.value = '';
    }
  };
  const percent = Math.floor((sending?.share ?? 0) * 100);
  return (
    <div
      className="deck-drop"
      data-over={over ? '' : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer.files[0]);
      }}
    >
      <input
        ref={input}
        type="file"
        accept="application/pdf,.pdf"
        hidden
        onChange={(event) => void take(event.target.files?.[0])}
      />
      {sending === null ? (
        <Button kind="primary" icon="presentation" onClick={() => input.current?.click()}>
          {over ? texts.home.drop : texts.home.choose}
        </Button>
      ) : (
        <>
          <span className="medium cut">{sending.name}</span>
          <progress value={sending.share} max={1} aria-label={text.sending(percent)} />
          <span className="row">
            <span className="small muted grow">{percent < 100 ? text.sending(percent) : text.checking}</span>
            <Button size="sm" kind="quiet" onClick={() => sending.stop.abort()}>
              {text.cancel}
            </Button>
          </span>
        </>
      )}
      {fault !== null && (
        <p className="small t-danger" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
