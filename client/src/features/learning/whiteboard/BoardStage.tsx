import '../../../ui/css/whiteboard.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { isStaff } from '../../../core/room-state.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { State } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useLiveRoom, usePeople, useRoomState, useSelf } from '../../media/context.ts';
import { BoardBar } from './BoardBar.tsx';
import { Canvas } from './Canvas.tsx';
import { createBoardDesk, goToPage, select, showBox, toBoard, viewBox, type BoardDesk } from './desk.ts';
import { HistoryDialog } from './HistoryDialog.tsx';
import { PageBar, UndoBar, ZoomBar } from './bars.tsx';
import { BoardSession } from './session.ts';
import { ToolBar } from './ToolBar.tsx';
import type { Whiteboard } from './whiteboard.ts';

/** A board on the stage: the one that was chosen, the one that is shown, or the own. */
export default function BoardStage({ whiteboard }: { whiteboard: Whiteboard }) {
  const selfId = useRoomState((state) => state.entered?.selfId);
  const { shown, chosen } = useStore(whiteboard.store);
  const { desk } = useLiveRoom();
  const group = useStore(desk, ({ groups }) => (selfId === undefined ? undefined : groups.get(selfId)));
  const board = chosen ?? shown?.board ?? group ?? whiteboard.sessionId;
  if (selfId === undefined) return null;
  return <Opened key={board} whiteboard={whiteboard} board={board} self={selfId} />;
}

interface OpenedProps {
  whiteboard: Whiteboard;
  board: string;
  self: string;
}

function Opened({ whiteboard, board, self }: OpenedProps) {
  const session = useStore(whiteboard.session, (state) => state.open);
  useEffect(() => {
    const opened = new BoardSession(whiteboard.room, board, whiteboard.unsent);
    whiteboard.attend(opened);
    void whiteboard.refresh();
    return () => {
      whiteboard.attend(null);
      opened.close();
    };
  }, [whiteboard, board]);
  if (session?.board !== board) return null;
  return <Board whiteboard={whiteboard} session={session} self={self} />;
}

function Board({ whiteboard, session, self }: { whiteboard: Whiteboard; session: BoardSession; self: string }) {
  const text = useText('whiteboard');
  const me = useSelf();
  const [desk] = useState(() => createBoardDesk('pen'));
  const { phase, mayWrite: mayDraw, people: drawers, document } = useStore(session.store);
  const pages = useStore(document.store, (state) => state.pages);
  const page = useStore(desk, (state) => state.page);
  const people = usePeople();
  const [history, setHistory] = useState(false);
  // Files are for who has signed in.
  const guest = me?.role === 'guest';
  const names = useMemo(() => new Map(people.map(({ id, name }) => [id, name])), [people]);
  const nameOf = (id: string) => names.get(id) ?? drawers[id] ?? text.someone;
  useFaults(session);
  const followed = useFollowing(whiteboard, session, desk, self);
  useLeading(whiteboard, session, desk, self);

  // The first page that there is, and another where this one is gone.
  useEffect(() => {
    const first = pages[0];
    if (first !== undefined && !pages.some(({ id }) => id === page)) goToPage(desk, document, first.id);
  }, [desk, document, pages, page]);

  const remove = () => {
    const { selection } = desk.getState();
    if (selection.size === 0) return;
    document.endStep();
    document.remove(selection);
    document.endStep();
    select(desk, []);
    toast(text.removed(selection.size), () => document.undo());
  };

  if (phase === 'refused') return <Refused session={session} />;
  return (
    <section className="board" data-theme="light" aria-label={text.board}>
      <Canvas
        session={session}
        desk={desk}
        self={self}
        sessionId={whiteboard.sessionId}
        nameOf={nameOf}
        onRemove={remove}
      />
      {mayDraw && <ToolBar session={session} desk={desk} self={self} sessionId={whiteboard.sessionId} guest={guest} />}
      {mayDraw && <UndoBar document={document} desk={desk} onRemove={remove} />}
      <BoardBar
        whiteboard={whiteboard}
        session={session}
        desk={desk}
        self={self}
        staff={isStaff(me)}
        guest={guest}
        nameOf={nameOf}
        onHistory={() => setHistory(true)}
      />
      <PageBar document={document} desk={desk} mayDraw={mayDraw} />
      <ZoomBar document={document} desk={desk} />
      <p className="board-status small" role="status">
        {phase === 'offline'
          ? text.offline
          : phase === 'opening'
            ? text.opening
            : followed !== null
              ? text.following(nameOf(followed))
              : mayDraw
                ? ''
                : text.lookOnly}
      </p>
      {history && (
        <HistoryDialog session={session} room={whiteboard.room} nameOf={nameOf} onClose={() => setHistory(false)} />
      )}
    </section>
  );
}

function Refused({ session }: { session: BoardSession }) {
  const fault = useStore(session.store, (state) => state.fault);
  const { what, rest } = useErrorText()(fault);
  return <State title={what}>{rest}</State>;
}

/** Says why what was drawn last is gone from here. */
function useFaults(session: BoardSession): void {
  const fault = useStore(session.store, (state) => state.fault);
  const errorText = useErrorText();
  const said = useRef<unknown>(null);
  useEffect(() => {
    if (fault === null || said.current === fault) return;
    said.current = fault;
    const { what, rest } = errorText(fault);
    toast(`${what} ${rest}`);
  }, [fault, errorText]);
}

/** Sees what the person sees who shows the board, where everybody is to follow; whose id comes back. */
function useFollowing(whiteboard: Whiteboard, session: BoardSession, desk: BoardDesk, self: string): string | null {
  const shown = useStore(whiteboard.store, (state) => state.shown);
  const followed =
    shown?.follow === true && shown.board === session.board && shown.participant_id !== self
      ? shown.participant_id
      : null;
  useEffect(() => {
    if (followed === null) return;
    let last: string | null = null;
    return session.pointers.subscribe((pointers) => {
      const pointer = pointers.get(followed);
      if (pointer?.view === null || pointer === undefined) return;
      const seen = `${pointer.page} ${pointer.view.join(' ')}`;
      if (seen === last) return;
      last = seen;
      const [x, y, w, h] = pointer.view;
      if (desk.getState().page !== pointer.page)
        desk.setState({ page: pointer.page, selection: new Set(), editing: null });
      showBox(desk, { x, y, w, h }, 0);
    });
  }, [followed, session, desk]);
  return followed;
}

/** How often those who follow are told again, in milliseconds: some have just come. */
const AGAIN = 3_000;

/** Tells what this person sees, where everybody is to follow. */
function useLeading(whiteboard: Whiteboard, session: BoardSession, desk: BoardDesk, self: string): void {
  const leads = useStore(
    whiteboard.store,
    ({ shown }) => shown?.follow === true && shown.board === session.board && shown.participant_id === self,
  );
  useEffect(() => {
    if (!leads) return;
    const tell = () => {
      const state = desk.getState();
      const { x, y, w, h } = viewBox(state);
      const middle = toBoard(state, { x: state.width / 2, y: state.height / 2 });
      const view: [number, number, number, number] = [x, y, w, h];
      session.point({ tool: 'pointer', page: state.page, ...middle, trail: [], color: state.ink, size: 3, view });
    };
    tell();
    const timer = setInterval(tell, AGAIN);
    const unsubscribe = desk.subscribe((state, before) => {
      if (state.view !== before.view || state.page !== before.page) tell();
    });
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, [leads, session, desk]);
}
