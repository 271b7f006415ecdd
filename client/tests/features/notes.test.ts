import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Room } from '../../src/core/room.ts';
import { RequestError } from '../../src/core/socket.ts';
import { moved, spliceOf } from '../../src/features/learning/documents/splice.ts';
import { mergeUpdates } from '../../src/features/learning/documents/updates.ts';
import { TextBinding, type Field } from '../../src/features/learning/notes/binding.ts';
import { NoteDocument } from '../../src/features/learning/notes/document.ts';
import { Notes } from '../../src/features/learning/notes/notes.ts';
import { NoteSession } from '../../src/features/learning/notes/session.ts';
import { tabMemory } from '../tabMemory.ts';

/** A text field as the HTML standard has it, as far as a binding needs one. */
class FakeField implements Field {
  value = '';
  selectionStart = 0;
  selectionEnd = 0;
  scrollTop = 0;

  setSelectionRange(start: number | null, end: number | null): void {
    this.selectionStart = start ?? 0;
    this.selectionEnd = end ?? 0;
  }

  setRangeText(replacement: string, start = 0, end = 0): void {
    this.value = this.value.slice(0, start) + replacement + this.value.slice(end);
    const kept = (place: number) =>
      place > end ? place + replacement.length - (end - start) : place > start ? start : place;
    this.setSelectionRange(kept(this.selectionStart), kept(this.selectionEnd));
  }

  /** The person puts the caret somewhere. */
  at(place: number): this {
    this.setSelectionRange(place, place);
    return this;
  }
}

/** Somebody who has the note before them, and what they send. */
class Person {
  readonly field = new FakeField();
  readonly sent: Uint8Array[] = [];
  readonly document = new NoteDocument((update) => this.sent.push(update));
  readonly binding = new TextBinding(this.field, this.document);

  type(text: string): this {
    const { value, selectionStart, selectionEnd } = this.field;
    this.field.value = value.slice(0, selectionStart) + text + value.slice(selectionEnd);
    this.field.at(selectionStart + text.length);
    this.binding.typed();
    return this;
  }

  hear(other: Person): this {
    this.document.receive(other.sent);
    return this;
  }
}

function meet(...people: Person[]): void {
  for (const one of people) for (const other of people) if (one !== other) one.hear(other);
}

describe('what was written', () => {
  it('is as little as can be, and where the caret says', () => {
    expect(spliceOf('abc', 'abXc')).toEqual({ at: 2, removed: 0, inserted: 'X' });
    expect(spliceOf('abc', 'abc')).toBeNull();
    expect(spliceOf('하하', '하하하', 1)).toEqual({ at: 0, removed: 0, inserted: '하' });
    expect(spliceOf('하하', '하하하', 3)).toEqual({ at: 2, removed: 0, inserted: '하' });
    expect(spliceOf('the cat', 'the dog', 7)).toEqual({ at: 4, removed: 3, inserted: 'dog' });
    expect(spliceOf('abab', 'ab', 2)).toMatchObject({ removed: 2, inserted: '' });
  });

  it('leaves no half of an emoji', () => {
    const splice = spliceOf('a😀b', 'a😁b');
    expect(splice).toEqual({ at: 1, removed: 2, inserted: '😁' });
  });

  it('makes the text of it, whatever it is', () => {
    const letters = ['가', '나', ' ', '\n', '😀', 'a'];
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 500; round += 1) {
      const text = (size: number) => Array.from({ length: random(size) }, () => letters[random(6)]).join('');
      const before = text(8);
      const after = text(8);
      const splice = spliceOf(before, after, random(after.length + 1));
      const made =
        splice === null
          ? before
          : before.slice(0, splice.at) + splice.inserted + before.slice(splice.at + splice.removed);
      expect(made).toBe(after);
    }
  });

  it('moves places behind it, and none before', () => {
    const splice = { at: 2, removed: 3, inserted: 'x' };
    expect([0, 2, 3, 5, 8].map((place) => moved(place, splice))).toEqual([0, 2, 3, 3, 6]);
  });
});

describe('a note in a field', () => {
  it('is the same for two who write at once', () => {
    const [ana, ben] = [new Person(), new Person()];
    ana.type('무지의 베일');
    meet(ana, ben);
    ana.field.at(0);
    ana.type('1. ');
    ben.field.at(6);
    ben.type(' 뒤');
    meet(ana, ben);

    expect(ana.field.value).toBe('1. 무지의 베일 뒤');
    expect(ben.field.value).toBe(ana.field.value);
  });

  it('keeps caret and selection where they were, whatever others write', () => {
    const [ana, ben] = [new Person(), new Person()];
    ana.type('one two three');
    meet(ana, ben);
    ana.field.setSelectionRange(4, 7);
    ben.field.at(0);
    ben.type('zero ');
    ben.field.at(ben.field.value.length);
    ben.type(' four');
    meet(ana, ben);

    const { value, selectionStart, selectionEnd } = ana.field;
    expect(value).toBe('zero one two three four');
    expect(value.slice(selectionStart, selectionEnd)).toBe('two');
  });

  it('is not touched while a syllable is composed, and has all of it afterwards', () => {
    const [ana, ben] = [new Person(), new Person()];
    ana.type('안녕 ');
    meet(ana, ben);
    ana.binding.compose();
    ana.field.value = '안녕 ㅎ';
    ana.field.at(4);
    ana.binding.typed();
    ben.field.at(0);
    ben.type('여러분 ');
    ana.hear(ben);
    const during = ana.field.value;
    ana.field.value = '안녕 한';
    ana.binding.typed();
    ana.binding.composed();
    meet(ana, ben);

    expect(during).toBe('안녕 ㅎ');
    expect(ana.field.value).toBe('여러분 안녕 한');
    expect(ben.field.value).toBe(ana.field.value);
    expect(ana.field.selectionStart).toBe('여러분 안녕 한'.length);
  });

  it('takes back what one wrote oneself, and nothing of others', () => {
    vi.useFakeTimers();
    const [ana, ben] = [new Person(), new Person()];
    ana.type('mine ');
    meet(ana, ben);
    ben.field.at(5);
    ben.type('theirs');
    meet(ana, ben);
    ana.document.undo();
    meet(ana, ben);
    expect([ana.field.value, ben.field.value]).toEqual(['theirs', 'theirs']);
    ana.document.redo();
    expect(ana.field.value).toBe('mine theirs');
    expect(ana.document.store.getState()).toEqual({ mayUndo: true, mayRedo: false });
    vi.useRealTimers();
  });
});

describe('a note on a line that breaks', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('sessionStorage', tabMemory());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** The server's end: it keeps what it gets, and tells it to all. */
  class FakeNote {
    online = true;
    mayWrite = true;
    /** What answers the next openings instead of the note. */
    closings: RequestError[] = [];
    fault: RequestError | null = null;
    /** What answers the next writings, before `fault` does. */
    faults: RequestError[] = [];
    readonly updates: Uint8Array[] = [];

    /** The notes of a room that somebody has come into, which are told when the line is back. */
    enter(self: string) {
      const entered = { selfId: self };
      const store = createStore<{ entered: object; connection: { phase: string } }>(() => ({
        entered,
        connection: { phase: 'idle' },
      }));
      const request = async ({ type, payload }: { type: string; payload?: Uint8Array }) => {
        await Promise.resolve();
        if (!this.online) throw new RequestError('disconnected');
        if (type === 'notes:sync') {
          const closing = this.closings.shift();
          if (closing !== undefined) throw closing;
          const all = this.updates.length === 0 ? Uint8Array.of(0, 0) : mergeUpdates(this.updates);
          return { payload: all, may_write: this.mayWrite, people: { ana: 'Ana' } };
        }
        if (type !== 'notes:write') return {};
        const fault = this.faults.shift() ?? this.fault;
        if (fault !== null) throw fault;
        this.updates.push(payload ?? new Uint8Array());
        return {};
      };
      const notes = new Notes({ store, socket: { request } } as unknown as Room, 'session');
      const join = () => {
        store.setState({ connection: { phase: 'waiting' } });
        store.setState({ connection: { phase: 'open' } });
      };
      const open = (note = 'note') => {
        const session = new NoteSession(notes.room, note, notes.unsent);
        notes.store.setState({ session });
        return session;
      };
      const close = (session: NoteSession) => {
        notes.store.setState({ session: null });
        session.close();
      };
      return { open, join, close };
    }

    open(self: string): NoteSession {
      return this.enter(self).open();
    }

    get text(): string {
      const document = new NoteDocument(() => undefined);
      document.receive(this.updates);
      return document.text;
    }
  }

  const passing = (ms = 300) => vi.advanceTimersByTimeAsync(ms);
  const write = (session: NoteSession, inserted: string) =>
    session.document.write({ at: session.document.text.length, removed: 0, inserted });

  test('keeps what is written, also over a reload, and sends it when the line is back', async () => {
    const server = new FakeNote();
    const ana = server.open('ana');
    await passing();
    server.online = false;
    write(ana, '끊긴 동안');
    await passing();
    expect(ana.store.getState().phase).toBe('offline');
    const again = server.open('ana');
    await passing();
    server.online = true;
    await again.sync();
    await passing();
    expect(again.document.text).toBe('끊긴 동안');
    const late = server.open('ben');
    await passing();
    expect(late.document.text).toBe('끊긴 동안');
  });

  test.each(['not_stored', 'unavailable', 'database_unavailable', 'rate_limited', 'room_moved', 'internal_error'])(
    'is opened again where that met %s',
    async (code) => {
      const server = new FakeNote();
      server.updates.push(...new Person().type('there').sent);
      server.closings = [new RequestError(code), new RequestError(code)];
      const ana = server.open('ana');
      await passing();
      expect(ana.store.getState().phase).toBe('opening');
      await passing(3_000);
      expect([ana.store.getState().phase, ana.document.text]).toEqual(['open', 'there']);
    },
  );

  test('stays before its reader where it cannot be asked for again just now', async () => {
    const server = new FakeNote();
    const ana = server.open('ana');
    await passing();
    write(ana, 'there');
    await passing();
    server.closings = [new RequestError('database_unavailable')];
    await ana.sync();
    expect([ana.store.getState().phase, ana.document.text]).toEqual(['open', 'there']);
  });

  test.each(['no_such_note', 'exam_mode', 'forbidden', 'session_ended'])('is refused with %s', async (code) => {
    const server = new FakeNote();
    server.closings = [new RequestError(code)];
    const ana = server.open('ana');
    await passing(10_000);
    expect([ana.store.getState().phase, ana.store.getState().fault?.code]).toEqual(['refused', code]);
  });

  test('takes away what is not wanted, and says why', async () => {
    const server = new FakeNote();
    const ana = server.open('ana');
    await passing();
    write(ana, 'kept');
    await passing();
    server.fault = new RequestError('note_closed');
    server.mayWrite = false;
    write(ana, ' not kept');
    await passing();
    const { document, fault, mayWrite } = ana.store.getState();
    expect([document.text, fault?.code, mayWrite]).toEqual(['kept', 'note_closed', false]);
  });

  test('has what was written last when its view closes at once', async () => {
    const server = new FakeNote();
    const ana = server.enter('ana');
    const session = ana.open();
    await passing();
    write(session, 'the last word');
    ana.close(session);
    await passing();
    expect(server.text).toBe('the last word');
  });

  test('has what was written offline as the room is joined again, though its view is closed', async () => {
    const server = new FakeNote();
    const ana = server.enter('ana');
    const session = ana.open();
    await passing();
    server.online = false;
    write(session, 'kept');
    await passing();
    ana.close(session);
    await passing();
    server.online = true;
    ana.join();
    await passing();
    expect(server.text).toBe('kept');
    expect(sessionStorage.length).toBe(0);
  });

  test('has it after a reload, too, without being opened', async () => {
    const server = new FakeNote();
    const session = server.open('ana');
    await passing();
    server.online = false;
    write(session, 'kept');
    await passing();
    server.online = true;
    server.enter('ana').join();
    await passing();
    expect(server.text).toBe('kept');
  });

  test('gets what met a passing fault again, though its view is closed', async () => {
    const server = new FakeNote();
    const ana = server.enter('ana');
    const session = ana.open();
    await passing();
    server.faults = [new RequestError('not_stored'), new RequestError('rate_limited')];
    write(session, 'kept');
    ana.close(session);
    await passing(3_000);
    expect(server.text).toBe('kept');
  });

  test('keeps no longer what was refused after its view was closed', async () => {
    const server = new FakeNote();
    const ana = server.enter('ana');
    const session = ana.open();
    await passing();
    server.fault = new RequestError('note_closed');
    write(session, 'too late');
    ana.close(session);
    await passing();
    expect([server.text, sessionStorage.length]).toEqual(['', 0]);
  });

  test('sends in frames of a size what was written for long offline', async () => {
    const server = new FakeNote();
    const ana = server.enter('ana');
    const session = ana.open();
    await passing();
    server.online = false;
    for (let page = 0; page < 3; page += 1) write(session, String(page).repeat(60_000));
    await passing();
    ana.close(session);
    server.online = true;
    ana.join();
    await passing();
    expect(server.updates).toHaveLength(2);
    expect(server.text).toHaveLength(180_000);
  });

  test('says who else is writing, for a while', async () => {
    const server = new FakeNote();
    const ana = server.open('ana');
    await passing();
    const payload = new Uint8Array();
    ana.receive({ type: 'notes:update', note: 'note', people: ['ana', 'ben'], payload });
    expect(ana.writers.getState()).toEqual(['ben']);
    await passing(2_000);
    ana.receive({ type: 'notes:update', note: 'note', people: ['ben'], payload });
    await passing(2_000);
    expect(ana.writers.getState()).toEqual(['ben']);
    await passing(1_500);
    expect(ana.writers.getState()).toEqual([]);
  });
});
