import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Room } from '../../src/core/room.ts';
import { RequestError } from '../../src/core/socket.ts';
import { createDesk } from '../../src/features/media/desk.ts';
import { mergeUpdates, unpack } from '../../src/features/learning/documents/updates.ts';
import { BoardDocument } from '../../src/features/learning/whiteboard/document.ts';
import { BoardHistory } from '../../src/features/learning/whiteboard/history.ts';
import { BoardSession } from '../../src/features/learning/whiteboard/session.ts';
import { Whiteboard } from '../../src/features/learning/whiteboard/whiteboard.ts';
import { tabMemory } from '../tabMemory.ts';

type Asked = { type: string; payload?: Uint8Array } & Record<string, unknown>;

/** The server's end: a document that takes what is drawn and tells it to all. */
class FakeBoard {
  readonly updates: Uint8Array[] = [];
  readonly asked: Asked[] = [];
  readonly sessions: BoardSession[] = [];
  /** What answers the next drawings instead of an ack. */
  faults: RequestError[] = [];
  online = true;

  room(self: string): Room {
    const store = createStore(() => ({ entered: { selfId: self }, connection: { phase: 'open' } }));
    const socket = { request: (request: Asked) => this.#answer(request) };
    return { store, socket } as unknown as Room;
  }

  open(self: string): BoardSession {
    const whiteboard = new Whiteboard(this.room(self), 'session', createDesk('session'));
    const session = new BoardSession(whiteboard.room, 'board', whiteboard.unsent);
    this.sessions.push(session);
    return session;
  }

  all(type: string): Asked[] {
    return this.asked.filter((each) => each.type === type);
  }

  async #answer(request: Asked): Promise<unknown> {
    await Promise.resolve();
    if (!this.online) throw new RequestError('disconnected');
    this.asked.push(request);
    if (request.type === 'whiteboard:sync') {
      const settings = { writing: 'everyone', people: {} };
      const payload = this.updates.length === 0 ? Uint8Array.of(0, 0) : mergeUpdates(this.updates);
      return { board: 'board', settings, may_draw: true, vector: '', people: { ana: 'Ana' }, payload };
    }
    if (request.type === 'whiteboard:draw') {
      const fault = this.faults.shift();
      if (fault !== undefined) throw fault;
      const update = request.payload ?? new Uint8Array();
      this.updates.push(update);
      const payload = sized(update);
      for (const session of this.sessions) session.receive({ type: 'whiteboard:update', board: 'board', payload });
      return { refused: [] };
    }
    return {};
  }
}

function sized(update: Uint8Array): Uint8Array {
  const head: number[] = [];
  let size = update.length;
  while (size > 0x7f) {
    head.push((size & 0x7f) | 0x80);
    size >>= 7;
  }
  return Uint8Array.from([...head, size, ...update]);
}

const note = { page: '1', x: 0, y: 0, w: 190, h: 112 };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('sessionStorage', tabMemory());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const passing = (ms = 300) => vi.advanceTimersByTimeAsync(ms);
const texts = (session: BoardSession) =>
  [...session.document.store.getState().objects.values()].map(({ text }) => text).sort();

describe('a board', () => {
  test('shows everybody what one draws', async () => {
    const board = new FakeBoard();
    const ana = board.open('ana');
    const ben = board.open('ben');
    await passing();

    ana.document.put('note', 'ana', { ...note, text: '세율?' });
    await passing();

    expect(texts(ben)).toEqual(['세율?']);
  });

  test('sends what comes within a moment in one frame', async () => {
    const board = new FakeBoard();
    const ana = board.open('ana');
    await passing();

    for (let x = 0; x < 10; x += 1) ana.document.put('note', 'ana', { ...note, x });
    await passing();

    expect(board.all('whiteboard:draw')).toHaveLength(1);
  });

  test('keeps what is drawn offline and sends it when the line is back', async () => {
    const board = new FakeBoard();
    const ana = board.open('ana');
    const ben = board.open('ben');
    await passing();
    board.online = false;
    ana.document.put('note', 'ana', { ...note, text: 'offline' });
    await passing();
    expect(ana.store.getState().phase).toBe('offline');
    expect(texts(ben)).toEqual([]);

    board.online = true;
    ana.reconnected();
    await passing();

    expect(texts(ben)).toEqual(['offline']);
    expect(ana.store.getState().phase).toBe('open');
  });

  test('has after a reload what was not acknowledged before', async () => {
    const board = new FakeBoard();
    const ana = board.open('ana');
    await passing();
    board.online = false;
    ana.document.put('note', 'ana', { ...note, text: 'kept' });
    await passing();

    board.online = true;
    const again = board.open('ana');
    await passing();

    expect(texts(again)).toEqual(['kept']);
    expect(board.updates).toHaveLength(1);
    expect(sessionStorage.length).toBe(0);
  });

  test('has what was drawn last when its view closes at once', async () => {
    const board = new FakeBoard();
    const ana = board.open('ana');
    await passing();

    ana.document.put('note', 'ana', { ...note, text: 'last' });
    ana.close();
    await passing();

    const late = board.open('ben');
    await passing();
    expect(texts(late)).toEqual(['last']);
  });

  test('throws away what was not wanted, and says why', async () => {
    const board = new FakeBoard();
    const ana = board.open('ana');
    await passing();
    board.faults = [new RequestError('board_closed')];

    ana.document.put('note', 'ana', note);
    await passing();

    expect(texts(ana)).toEqual([]);
    expect(ana.store.getState().fault?.code).toBe('board_closed');
    ana.document.put('note', 'ana', { ...note, text: 'allowed again' });
    await passing();
    expect(texts(ana)).toEqual(['allowed again']);
  });

  test('asks again for what is missing, and sends once more what could not be stored', async () => {
    const board = new FakeBoard();
    const ana = board.open('ana');
    await passing();
    board.faults = [new RequestError('update_behind'), new RequestError('not_stored')];

    ana.document.put('note', 'ana', note);
    await passing(3_000);

    expect(board.all('whiteboard:sync')).toHaveLength(2);
    expect(board.updates).toHaveLength(1);
  });

  test('tells pointers a few times a second with all points of their trail', async () => {
    const board = new FakeBoard();
    const ana = board.open('ana');
    await passing();
    for (let x = 0; x < 5; x += 1) {
      ana.point({ tool: 'laser', page: '1', x, y: 0, trail: [[x, 0]], color: '#1a1b1e', size: 3, view: null });
    }
    await passing(100);

    const [told, ...more] = board.all('whiteboard:point');
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      pointer: {
        x: 4,
        trail: [
          [0, 0],
          [1, 0],
          [2, 0],
          [3, 0],
          [4, 0],
        ],
      },
    });
  });

  test('forgets a pointer that moves no more', async () => {
    const board = new FakeBoard();
    const ana = board.open('ana');
    const pointer = {
      tool: 'pointer',
      page: '1',
      x: 0,
      y: 0,
      trail: [],
      color: '#1a1b1e',
      size: 3,
      view: null,
    } as const;
    ana.receive({
      type: 'whiteboard:pointers',
      board: 'board',
      pointers: [{ participant_id: 'ben', pointer: { ...pointer, trail: [] } }],
    });
    expect([...ana.pointers.getState().keys()]).toEqual(['ben']);

    await passing(10_000);

    expect(ana.pointers.getState().size).toBe(0);
  });
});

describe('a document', () => {
  const made = () => {
    const changes: Uint8Array[] = [];
    return { document: new BoardDocument((update) => changes.push(update)), changes };
  };
  const all = ({ document }: { document: BoardDocument }) => document.store.getState().objects;

  test('undoes the own changes and nobody else’s', () => {
    const ana = made();
    const ben = made();
    const own = ana.document.put('note', 'ana', note);
    ben.document.receive(ana.changes);
    const others = ben.document.put('note', 'ben', note);
    ana.document.receive(ben.changes);

    ana.document.undo();
    expect([...all(ana).keys()]).toEqual([others]);
    ana.document.redo();
    expect([...all(ana).keys()].sort()).toEqual([own, others].sort());
  });

  test('keeps an object in which others have written when its making is undone', () => {
    const ana = made();
    const ben = made();
    const first = ana.document.put('note', 'ana', { ...note, text: 'before' });
    ana.document.endStep();
    const shared = ana.document.put('note', 'ana', { ...note, text: 'luck' });
    ben.document.receive(ana.changes);
    ben.document.write(shared, 'luck, and what Ben thinks');
    ana.document.receive(ben.changes);
    ana.document.endStep();
    ana.document.write(shared, 'bad luck, and what Ben thinks');

    ana.document.undo();
    expect(all(ana).get(shared)).toMatchObject({ kind: 'note', text: 'luck, and what Ben thinks' });
    ana.document.undo();
    expect(all(ana).get(shared)).toMatchObject({ kind: 'note', x: 0, text: 'luck, and what Ben thinks' });
    ana.document.undo();
    expect([...all(ana).keys()]).toEqual([shared]);
    expect(all(ana).has(first)).toBe(false);
  });

  test('keeps it also where it was taken away and put back before', () => {
    const ana = made();
    const ben = made();
    const id = ana.document.put('note', 'ana', { ...note, text: 'luck' });
    ana.document.endStep();
    ana.document.remove([id]);
    ana.document.undo();
    ben.document.receive(ana.changes);
    ben.document.write(id, 'luck!');
    ana.document.receive(ben.changes);

    ana.document.undo();
    expect(all(ana).get(id)).toMatchObject({ kind: 'note', text: 'luck!' });
  });

  test('joins what two people write in one text', () => {
    const ana = made();
    const ben = made();
    const id = ana.document.put('note', 'ana', { ...note, text: 'luck' });
    ben.document.receive(ana.changes);
    ana.document.write(id, 'bad luck');
    ben.document.write(id, 'luck!');
    ana.document.receive(ben.changes);
    ben.document.receive(ana.changes);

    expect(all(ana).get(id)?.text).toBe('bad luck!');
    expect(all(ben).get(id)).toEqual(all(ana).get(id));
  });

  test('has a page cleared in one step, which is undone as one', () => {
    const ana = made();
    const page = ana.document.addPage(0, 'blank');
    const kept = ana.document.put('note', 'ana', note);
    for (let x = 0; x < 3; x += 1) ana.document.put('note', 'ana', { ...note, page, x });
    ana.document.endStep();

    expect(ana.document.clearPage(page)).toBe(3);
    expect([...all(ana).keys()]).toEqual([kept]);
    ana.document.undo();
    expect(all(ana).size).toBe(4);
  });

  test('has pages in their order, and none of what stood on one that is gone', () => {
    const ana = made();
    const first = ana.document.addPage(0, 'dots');
    const last = ana.document.addPage(10, 'grid');
    const between = ana.document.addPage(2, 'blank');
    ana.document.put('note', 'ana', { ...note, page: between });

    expect(ana.document.store.getState().pages.map(({ id }) => id)).toEqual([first, between, last]);
    ana.document.removePage(between);
    expect(ana.document.store.getState().pages.map(({ id }) => id)).toEqual([first, last]);
    expect(all(ana).size).toBe(0);
  });

  test('reads the updates of a frame one after another', () => {
    const long = new Uint8Array(300).fill(7);
    expect(unpack(Uint8Array.from([...sized(long), ...sized(Uint8Array.of(1))]))).toEqual([long, Uint8Array.of(1)]);
  });
});

describe('the history of a board', () => {
  test('is read on from the oldest change that is there, until there are no more', async () => {
    const change = (number: number) => ({
      object_id: String(number),
      participant_id: 'ana',
      at: new Date(Date.parse('2026-11-24T05:00:00Z') - number * 1_000).toISOString(),
      act: 'made' as const,
      kind: 'note',
      text: '',
    });
    const stored = Array.from({ length: 450 }, (_, number) => change(number));
    const request = ({ before }: { before: string | null }) => {
      const changes = stored.filter(({ at }) => before === null || at < before).slice(0, 200);
      return Promise.resolve({ changes, people: { ana: 'Ana' } });
    };
    const history = new BoardHistory({ socket: { request } } as unknown as Room, 'board');
    const seen: unknown[] = [];
    for (let page = 0; page < 3; page += 1) {
      await history.load();
      const { changes, more } = history.store.getState();
      seen.push([changes?.length, more]);
    }
    expect(seen).toEqual([
      [200, true],
      [400, true],
      [450, false],
    ]);
    expect(history.store.getState().changes).toEqual(stored);
  });
});

describe('the boards of a room', () => {
  const start = () => {
    const board = new FakeBoard();
    const desk = createDesk('session');
    return { whiteboard: new Whiteboard(board.room('ana'), 'session', desk), desk };
  };

  test('fill the stage when staff show one, and leave it when they do no longer', () => {
    const { whiteboard, desk } = start();

    whiteboard.restore({ boards: [], shown: { board: 'session', participant_id: 'p', follow: false } });
    expect(desk.getState().stage).toBe('whiteboard');
    whiteboard.receive({ type: 'whiteboard:shown', cursor: 'c', shown: null });
    expect(desk.getState().stage).toBeNull();
  });

  test('keep who draws on each', () => {
    const { whiteboard } = start();
    const settings = { writing: 'staff' as const, people: { ben: true } };
    whiteboard.restore({ boards: [], shown: null });

    whiteboard.receive({ type: 'whiteboard:settings', cursor: 'c', board: 'session', settings });

    expect(whiteboard.settingsOf('session')).toEqual(settings);
    expect(whiteboard.settingsOf('other').writing).toBe('everyone');
  });
});
