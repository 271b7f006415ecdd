import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BoardInfo, Boards, BoardSettings, ServerEvent, ShownBoard } from '../../../core/protocol.gen.ts';
import type { Room, RoomTool } from '../../../core/room.ts';
import type { Desk } from '../../media/desk.ts';
import { complain } from '../../media/attempt.ts';
import { Unsent } from '../documents/unsent.ts';
import type { BoardSession } from './session.ts';

export interface WhiteboardState {
  /** The boards that there are, as far as this person was told. */
  boards: readonly BoardInfo[];
  shown: ShownBoard | null;
  /** The board that this person has chosen; null: the one that is shown, or the own. */
  chosen: string | null;
}

const openSettings: BoardSettings = { writing: 'everyone', people: {} };

/** The boards of one room. What a board needs beyond that is fetched when one is opened. */
export class Whiteboard implements RoomTool {
  readonly name = 'whiteboard';
  readonly store: StoreApi<WhiteboardState> = createStore<WhiteboardState>(() => ({
    boards: [],
    shown: null,
    chosen: null,
  }));
  readonly room: Room;
  readonly sessionId: string;
  readonly unsent: Unsent;
  readonly #desk: Desk;
  /** The board that is open. */
  readonly session: StoreApi<{ open: BoardSession | null }> = createStore<{ open: BoardSession | null }>(() => ({
    open: null,
  }));

  constructor(room: Room, sessionId: string, desk: Desk) {
    this.room = room;
    this.sessionId = sessionId;
    this.unsent = new Unsent(
      `board.${sessionId}`,
      (board, payload) => room.socket.request<'whiteboard:draw'>({ type: 'whiteboard:draw', board, payload }),
      (fault) => void complain(fault),
    );
    this.#desk = desk;
    // Whoever sits an exam sees no board, whatever is shown.
    desk.subscribe(({ exam, stage }) => {
      if (exam && stage === this.name) desk.setState({ stage: null });
    });
    room.store.subscribe(({ connection }, before) => {
      if (connection.phase !== 'open' || before.connection.phase === 'open') return;
      this.unsent.sendAll();
      this.session.getState().open?.reconnected();
    });
  }

  restore(snapshot: unknown): void {
    const { boards, shown } = snapshot as Boards;
    this.store.setState({ boards });
    this.#show(shown);
  }

  receive(event: ServerEvent): void {
    if (event.type === 'whiteboard:settings') this.#settle(event.board, event.settings);
    else if (event.type === 'whiteboard:shown') this.#show(event.shown);
    this.session.getState().open?.receive(event);
  }

  settled(): void {
    // What one draws waits in the board's own queue; what could not be asked is said at once.
  }

  /** The board of `session` is open from now on; null: none is. */
  attend(session: BoardSession | null): void {
    this.session.setState({ open: session });
  }

  settingsOf(board: string): BoardSettings {
    return this.store.getState().boards.find(({ id }) => id === board)?.settings ?? openSettings;
  }

  isOnStage(): boolean {
    return this.#desk.getState().stage === this.name;
  }

  toggle(): void {
    this.#desk.setState(({ stage }) => ({ stage: stage === this.name ? null : this.name }));
  }

  choose(board: string | null): void {
    this.store.setState({ chosen: board });
    void this.refresh();
  }

  /** Asks which boards there are: groups open theirs without a word. */
  async refresh(): Promise<void> {
    const { boards } = await this.room.socket
      .request<'whiteboard:list'>({ type: 'whiteboard:list' })
      .catch(() => this.store.getState());
    this.store.setState({ boards });
  }

  async show(board: string | null, follow: boolean): Promise<void> {
    await this.room.socket.request<'whiteboard:show'>({ type: 'whiteboard:show', board, follow });
  }

  async configure(board: string, writing: BoardSettings['writing']): Promise<void> {
    await this.room.socket.request<'whiteboard:configure'>({ type: 'whiteboard:configure', board, writing });
  }

  async permit(board: string, participant: string, may: boolean | null): Promise<void> {
    await this.room.socket.request<'whiteboard:permit'>({ type: 'whiteboard:permit', board, participant, may });
  }

  #settle(board: string, settings: BoardSettings): void {
    this.store.setState(({ boards }) => ({
      boards: boards.some(({ id }) => id === board)
        ? boards.map((each) => (each.id === board ? { ...each, settings } : each))
        : [...boards, { id: board, settings, number: 0, name: '' }],
    }));
  }

  /** What staff put before everybody fills everybody's stage; each may put it away. */
  #show(shown: ShownBoard | null): void {
    const before = this.store.getState().shown;
    this.store.setState({ shown });
    if (shown !== null && shown.board !== before?.board) {
      this.store.setState({ chosen: null });
      this.#desk.setState({ stage: this.name });
    } else if (shown === null && before !== null && this.isOnStage()) {
      this.#desk.setState({ stage: null });
    }
  }
}
