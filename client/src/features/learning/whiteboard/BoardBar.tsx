import { useStore } from 'zustand';
import { api } from '../../../core/client.ts';
import { useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../../media/attempt.ts';
import type { BoardDesk } from './desk.ts';
import type { BoardSession } from './session.ts';
import type { Whiteboard } from './whiteboard.ts';

interface Props {
  whiteboard: Whiteboard;
  session: BoardSession;
  desk: BoardDesk;
  self: string;
  staff: boolean;
  guest: boolean;
  nameOf: (id: string) => string;
  onHistory: () => void;
}

const FACES = 3;

/** Who is drawing, who may, which board it is, and taking it along. */
export function BoardBar({ whiteboard, session, desk, self, staff, guest, nameOf, onHistory }: Props) {
  const text = useText('whiteboard');
  const { boards, shown } = useStore(whiteboard.store);
  const pointers = useStore(session.pointers);
  const settings = boards.find(({ id }) => id === session.board)?.settings;
  const writing = settings?.writing ?? 'everyone';
  const faces = [...pointers.keys()];
  const { board } = session;
  const isShown = shown?.board === board;
  const items: MenuItem[] = [
    {
      label: text.exportPng,
      icon: 'download',
      onSelect: () => attempt(save(whiteboard, session, desk, 'png', text.exported)),
    },
    {
      label: text.exportPdf,
      icon: 'download',
      onSelect: () => attempt(save(whiteboard, session, desk, 'pdf', text.exported)),
    },
  ];
  const selected = () =>
    [...desk.getState().selection].flatMap((id) => session.document.store.getState().objects.get(id) ?? []);
  const hide = (objects: string[], participant: string | null) =>
    attempt(
      whiteboard.room.socket
        .request<'whiteboard:hide'>({ type: 'whiteboard:hide', board, objects, participant })
        .then(({ objects: gone }) =>
          toast(text.hidden(gone.length), () =>
            attempt(
              whiteboard.room.socket.request<'whiteboard:restore'>({
                type: 'whiteboard:restore',
                board,
                objects: gone,
                participant: null,
                since: null,
              }),
            ),
          ),
        ),
    );
  const staffItems = (): MenuItem[] => {
    const chosen = selected();
    const makers = [...new Set(chosen.map(({ by }) => by))].filter((id) => id !== self);
    return [
      ...(isShown
        ? [{ label: text.unshow, onSelect: () => attempt(whiteboard.show(null, false)) }]
        : [
            {
              label: text.showAll,
              icon: 'presentation' as const,
              onSelect: () => attempt(whiteboard.show(board, false)),
            },
            { label: text.showFollow, onSelect: () => attempt(whiteboard.show(board, true)) },
          ]),
      ...(chosen.length > 0
        ? [
            {
              label: text.hide,
              onSelect: () =>
                hide(
                  chosen.map(({ id }) => id),
                  null,
                ),
            },
          ]
        : []),
      ...makers.map((id) => ({ label: text.hideAllOf(nameOf(id)), danger: true, onSelect: () => hide([], id) })),
      { label: text.history, icon: 'rotate-ccw' as const, onSelect: onHistory },
    ];
  };
  return (
    <div className="board-bar board-head">
      {faces.length > 0 && (
        <span className="row board-faces">
          <span className="stack" aria-hidden="true">
            {faces.slice(0, FACES).map((id) => (
              <Avatar key={id} id={id} name={nameOf(id)} size={24} />
            ))}
          </span>
          <span className="small muted">{text.drawing(faces.length)}</span>
        </span>
      )}
      <BoardChoice whiteboard={whiteboard} board={board} />
      {staff && (
        <Menu
          words
          className="btn btn-sm"
          label={text.whoWrites}
          items={(['everyone', 'staff'] as const).map((each) => ({
            label: each === 'everyone' ? text.everyoneWrites : text.staffWrites,
            checked: writing === each,
            onSelect: () => attempt(whiteboard.configure(board, each)),
          }))}
        >
          {writing === 'everyone' ? text.everyoneWrites : text.staffWrites}
          <Icon name="chevron-down" />
        </Menu>
      )}
      {!guest && (
        <Menu label={text.exportAs} items={items}>
          <Icon name="download" size={20} />
        </Menu>
      )}
      {staff && (
        <Menu label={text.boards} items={staffItems}>
          <Icon name="ellipsis" size={20} />
        </Menu>
      )}
      <button
        type="button"
        className="icon-btn"
        aria-label={text.close}
        title={text.close}
        onClick={() => whiteboard.toggle()}
      >
        <Icon name="x" size={20} />
      </button>
    </div>
  );
}

/** Which board, where there are several. */
function BoardChoice({ whiteboard, board }: { whiteboard: Whiteboard; board: string }) {
  const text = useText('whiteboard');
  const { boards } = useStore(whiteboard.store);
  const groups = boards.filter(({ id }) => id !== whiteboard.sessionId).sort((one, other) => one.number - other.number);
  const ids = [...new Set([whiteboard.sessionId, ...groups.map(({ id }) => id), board])];
  if (ids.length < 2) return null;
  const labelOf = (id: string) => {
    if (id === whiteboard.sessionId) return text.classBoard;
    const group = groups.find((each) => each.id === id);
    return text.groupBoard(group?.number ?? 0, group?.name ?? '');
  };
  return (
    <Menu
      words
      className="btn btn-sm"
      label={text.boards}
      items={ids.map((id) => ({ label: labelOf(id), checked: id === board, onSelect: () => whiteboard.choose(id) }))}
    >
      {labelOf(board)}
      <Icon name="chevron-down" />
    </Menu>
  );
}

async function save(
  whiteboard: Whiteboard,
  session: BoardSession,
  desk: BoardDesk,
  kind: 'png' | 'pdf',
  told: (name: string) => string,
): Promise<void> {
  const path = `/sessions/${whiteboard.sessionId}/boards/${session.board}`;
  const page = encodeURIComponent(desk.getState().page);
  const file = await api.download(kind === 'png' ? `${path}/page.png?page=${page}` : `${path}/board.pdf`);
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = `board.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  toast(told(`board.${kind}`));
}
