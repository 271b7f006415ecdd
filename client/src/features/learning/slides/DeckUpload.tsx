import '../../../ui/css/slides.css';
import { useRef, useState } from 'react';
import type { Deck } from '../../../core/protocol.gen.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { MAX_BYTES } from './decks.ts';

export type PutUp = (file: File, onProgress: (share: number) => void, signal: AbortSignal) => Promise<Deck>;

interface Sending {
  name: string;
  share: number;
  stop: AbortController;
}

interface Props {
  putUp: PutUp;
  /** Something else is what the page is about. */
  aside?: boolean;
  onStored: (deck: Deck) => void;
}

/** Choosing a PDF, or dropping it here, and how far it is on its way. */
export function DeckUpload({ putUp, aside = false, onStored }: Props) {
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
      onStored(await putUp(file, told, stop.signal));
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
        <Button kind={aside ? 'default' : 'primary'} icon="presentation" onClick={() => input.current?.click()}>
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
