import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { toast } from '../../../ui/toasts.ts';
import { fit, goToPage, select, zoomTo, type BoardDesk } from './desk.ts';
import type { BoardDocument } from './document.ts';
import { BoardIcon } from './icons.tsx';
import { TEMPLATES } from './types.ts';

interface Props {
  document: BoardDocument;
  desk: BoardDesk;
}

const MAX_PAGES = 50;

export function UndoBar({ document, desk, onRemove }: Props & { onRemove: () => void }) {
  const text = useText('whiteboard');
  const { mayUndo, mayRedo } = useStore(document.store);
  const selected = useStore(desk, ({ selection }) => selection.size > 0);
  return (
    <div className="board-bar board-undo">
      <button
        type="button"
        className="icon-btn"
        aria-label={text.undo}
        title={text.undo}
        disabled={!mayUndo}
        onClick={() => document.undo()}
      >
        <BoardIcon name="undo" />
      </button>
      <button
        type="button"
        className="icon-btn"
        aria-label={text.redo}
        title={text.redo}
        disabled={!mayRedo}
        onClick={() => document.redo()}
      >
        <BoardIcon name="redo" />
      </button>
      {selected && <IconButton icon="trash-2" label={text.remove} onClick={onRemove} />}
    </div>
  );
}

export function PageBar({ document, desk, mayDraw }: Props & { mayDraw: boolean }) {
  const text = useText('whiteboard');
  const pages = useStore(document.store, (state) => state.pages);
  const current = useStore(desk, (state) => state.page);
  const index = Math.max(
    0,
    pages.findIndex(({ id }) => id === current),
  );
  const page = pages[index];
  if (page === undefined) return null;
  const go = (to: number) => {
    const next = pages[to];
    if (next !== undefined) goToPage(desk, document, next.id);
  };
  const remove = () => {
    document.endStep();
    document.removePage(page.id);
    document.endStep();
    toast(text.pageRemoved, () => document.undo());
  };
  const clear = () => {
    document.endStep();
    const count = document.clearPage(page.id);
    document.endStep();
    select(desk, []);
    if (count > 0) toast(text.pageCleared(count), () => document.undo());
  };
  return (
    <nav className="board-bar board-pages" aria-label={text.pages}>
      <IconButton icon="chevron-left" label={text.previousPage} disabled={index === 0} onClick={() => go(index - 1)} />
      <span className="small num" aria-label={text.page(index + 1, pages.length)} role="status">
        {text.pageOf(index + 1, pages.length)}
      </span>
      <IconButton
        icon="chevron-right"
        label={text.nextPage}
        disabled={index === pages.length - 1}
        onClick={() => go(index + 1)}
      />
      {mayDraw && (
        <>
          <IconButton
            icon="plus"
            label={text.addPage}
            disabled={pages.length >= MAX_PAGES}
            onClick={() => goToPage(desk, document, document.addPage(page.order, page.template))}
          />
          <Menu
            up
            align="start"
            label={text.pageMenu}
            items={[
              ...TEMPLATES.map((template) => ({
                label: text.templates[template],
                checked: page.template === template,
                onSelect: () => document.setTemplate(page, template),
              })),
              { label: text.clearPage, danger: true, onSelect: clear },
              ...(pages.length > 1
                ? [{ label: text.removePage, icon: 'trash-2' as const, danger: true, onSelect: remove }]
                : []),
            ]}
          >
            <Icon name="ellipsis" size={20} />
          </Menu>
        </>
      )}
    </nav>
  );
}

export function ZoomBar({ document, desk }: Props) {
  const text = useText('whiteboard');
  const zoom = useStore(desk, ({ view }) => view.zoom);
  return (
    <div className="board-bar board-zoom" role="group" aria-label={text.zoom}>
      <IconButton icon="minus" label={text.zoomOut} onClick={() => zoomTo(desk, zoom / 1.25)} />
      <span className="small num">{text.percent(Math.round(zoom * 100))}</span>
      <IconButton icon="plus" label={text.zoomIn} onClick={() => zoomTo(desk, zoom * 1.25)} />
      <button
        type="button"
        className="icon-btn"
        aria-label={text.fit}
        title={text.fit}
        onClick={() => fit(desk, document)}
      >
        <BoardIcon name="scan" />
      </button>
    </div>
  );
}
