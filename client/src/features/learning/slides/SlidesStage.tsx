import '../../../ui/css/slides.css';
import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Presentation } from '../../../core/protocol.gen.ts';
import { isStaff } from '../../../core/room-state.ts';
import { useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { attempt } from '../../media/attempt.ts';
import { useLiveRoom, useRoomState, useSelf } from '../../media/context.ts';
import { FullScreen } from '../../media/FullScreen.tsx';
import { DeckList } from './DeckList.tsx';
import { stop } from './decks.ts';
import { Laser, PagesIcon } from './icons.tsx';
import { pageSeen, within } from './pages.ts';
import { PageView } from './PageView.tsx';
import { Presenting } from './presenting.ts';
import type { Slides } from './slides.ts';
import type { Place } from './state.ts';
import { Thumbnails } from './Thumbnails.tsx';
import { useDeck } from './useDeck.ts';
import { usePageKeys } from './usePageKeys.ts';

/** Slides on the stage: those that somebody presents, or what one may present. */
export default function SlidesStage({ slides }: { slides: Slides }) {
  const presentation = useStore(slides.store, (state) => state.presentation);
  return presentation === null ? <Home slides={slides} /> : <Show slides={slides} presentation={presentation} />;
}

function Home({ slides }: { slides: Slides }) {
  const text = useText('slides');
  const { desk } = useLiveRoom();
  // Who may present is told by the room's state and by that of the slides.
  useSelf();
  useStore(slides.store, (state) => state.presenters);
  const close = () => desk.setState({ stage: null });
  return (
    <section className="slides-home" aria-label={text.slides}>
      <IconButton icon="x" label={text.close} onClick={close} />
      {slides.mayPresent ? (
        <div className="slides-home-in">
          <h2>{text.home.title}</h2>
          <p className="muted">{text.home.text}</p>
          <DeckList slides={slides} onShown={() => undefined} />
        </div>
      ) : (
        <State title={text.home.nobody}>{text.home.nobodyText}</State>
      )}
    </section>
  );
}

function Show({ slides, presentation }: { slides: Slides; presentation: Presentation }) {
  const text = useText('slides');
  const { deck, participant_id: presenter, name } = presentation;
  const selfId = useRoomState((state) => state.entered?.selfId);
  const presents = presenter === selfId;
  const presenting = useMemo(() => new Presenting(slides), [slides]);
  const { opened, retry } = useDeck(slides, deck);
  const page = useStore(slides.store, pageSeen);
  const own = useStore(slides.store, (state) => state.own);
  const [laser, setLaser] = useState(false);
  const [spot, setSpot] = useState<Place | null>(null);
  const [thumbs, setThumbs] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [awake, setAwake] = useState(false);
  const frame = useRef<HTMLElement>(null);
  const document = opened.phase === 'open' ? opened.document : null;

  const go = (to: number) => {
    if (presents) presenting.turn(to);
    else slides.store.setState({ own: within(to, deck.pages) });
  };
  usePageKeys({ page, pages: deck.pages, go });

  const points = presents && laser;
  const point = (place: Place | null) => {
    setSpot(place);
    presenting.point(place);
  };
  return (
    <section
      className="slides"
      aria-label={text.of(name)}
      ref={frame}
      data-thumbs={thumbs ? '' : undefined}
      data-awake={presents || own !== null || thumbs || awake ? '' : undefined}
      onClick={() => setAwake(!awake)}
    >
      {thumbs && document !== null && <Thumbnails document={document} page={page} pages={deck.pages} onChoose={go} />}
      {document !== null ? (
        <PageView document={document} page={page} pages={deck.pages} onPoint={points ? point : null}>
          {points ? <Dot place={spot} /> : <Spot slides={slides} />}
        </PageView>
      ) : opened.phase === 'failed' ? (
        <ErrorState error={opened.fault} title={text.failed} retry={retry} />
      ) : (
        <p className="slide-wait" role="status">
          {text.opening}
        </p>
      )}
      <span className="stage-tag">
        <Icon name="presentation" size={14} />
        <span className="cut">{text.of(name)}</span>
      </span>
      {own !== null && (
        <div className="slides-own" role="status">
          <span>{text.ownPage}</span>
          <Button size="sm" kind="primary" onClick={() => slides.store.setState({ own: null })}>
            {text.toPresenter(presentation.page)}
          </Button>
        </div>
      )}
      {/* A press on what stands here is none on the page. */}
      <div className="stage-ctl" onClick={(event) => event.stopPropagation()}>
        <IconButton icon="chevron-left" label={text.previous} disabled={page <= 1} onClick={() => go(page - 1)} />
        <span className="num small" role="status" aria-label={text.page(page, deck.pages)}>
          {text.pageOf(page, deck.pages)}
        </span>
        <IconButton icon="chevron-right" label={text.next} disabled={page >= deck.pages} onClick={() => go(page + 1)} />
        <button
          type="button"
          className="icon-btn"
          aria-pressed={thumbs}
          aria-label={text.thumbnails}
          title={text.thumbnails}
          onClick={() => setThumbs(!thumbs)}
        >
          <PagesIcon />
        </button>
        {presents && (
          <button
            type="button"
            className="icon-btn"
            aria-pressed={laser}
            aria-label={text.laser}
            title={text.laser}
            onClick={() => {
              setLaser(!laser);
              point(null);
            }}
          >
            <Laser />
          </button>
        )}
        <FullScreen frame={frame} />
        <More slides={slides} presentation={presentation} presents={presents} onChoose={() => setChoosing(true)} />
      </div>
      {choosing && (
        <Dialog title={text.decks.title} onClose={() => setChoosing(false)}>
          <DeckList slides={slides} onShown={() => setChoosing(false)} />
        </Dialog>
      )}
    </section>
  );
}

interface MoreProps {
  slides: Slides;
  presentation: Presentation;
  presents: boolean;
  onChoose: () => void;
}

function More({ slides, presentation, presents, onChoose }: MoreProps) {
  const text = useText('slides');
  const { desk } = useLiveRoom();
  const me = useSelf();
  useStore(slides.store, (state) => state.presenters);
  const items: MenuItem[] = [
    ...(slides.mayPresent
      ? [{ label: presents ? text.other : text.mine, icon: 'presentation' as const, onSelect: onChoose }]
      : []),
    ...(presents || isStaff(me)
      ? [
          {
            label: presents ? text.stop : text.stopOther(presentation.name),
            icon: 'x' as const,
            danger: true,
            onSelect: () => attempt(stop(slides)),
          },
        ]
      : []),
    { label: text.close, icon: 'minus', onSelect: () => desk.setState({ stage: null }) },
  ];
  return (
    <Menu up label={text.more} items={items}>
      <Icon name="ellipsis" size={20} />
    </Menu>
  );
}

/** Where the presenter points, for the others; not on a page that one has leafed to. */
function Spot({ slides }: { slides: Slides }) {
  const place = useStore(slides.store, ({ own, pointer }) => (own === null ? pointer : null));
  return <Dot place={place} />;
}

function Dot({ place }: { place: Place | null }) {
  if (place === null) return null;
  const [x, y] = place;
  return <i className="slide-laser" aria-hidden="true" style={{ left: `${x * 100}%`, top: `${y * 100}%` }} />;
}
