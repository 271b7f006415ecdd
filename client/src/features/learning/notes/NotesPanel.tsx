import '../../../ui/css/notes.css';
import { useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { isStaff } from '../../../core/room-state.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { State } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../../media/attempt.ts';
import { useLiveRoom, usePeople, useSelf } from '../../media/context.ts';
import { handOver } from '../../../ui/handOver.ts';
import { BoardIcon } from '../whiteboard/icons.tsx';
import type { Notes } from './notes.ts';
import { NoteSession } from './session.ts';
import { Writing } from './Writing.tsx';

/** A note beside the stage: the one that was chosen, or the own. */
export default function NotesPanel({ notes }: { notes: Notes }) {
  const me = useSelf();
  const { desk } = useLiveRoom();
  const chosen = useStore(notes.store, (state) => state.chosen);
  const group = useStore(desk, ({ groups }) => groups.get(me?.id ?? ''));
  const note = chosen ?? group ?? notes.sessionId;
  return <Opened key={note} notes={notes} note={note} />;
}

function Opened({ notes, note }: { notes: Notes; note: string }) {
  const session = useStore(notes.store, (state) => state.session);
  useEffect(() => {
    const opened = new NoteSession(notes.room, note, notes.unsent);
    notes.store.setState({ session: opened });
    void notes.refresh();
    return () => {
      notes.store.setState({ session: null });
      opened.close();
    };
  }, [notes, note]);
  if (session?.note !== note) return <div className="panel-body" />;
  return <Note notes={notes} session={session} />;
}

function Note({ notes, session }: { notes: Notes; session: NoteSession }) {
  const text = useText('notes');
  const errorText = useErrorText();
  const { phase, fault, mayWrite, document, people } = useStore(session.store);
  useFaults(session);
  if (phase === 'refused') {
    const { what, rest } = errorText(fault);
    return (
      <div className="panel-body">
        <State title={what}>{rest}</State>
      </div>
    );
  }
  const ready = phase !== 'opening';
  return (
    <div className="panel-body shared-note">
      <Head notes={notes} session={session} />
      <Writing document={document} readOnly={!ready || !mayWrite} placeholder={ready && mayWrite ? text.empty : ''} />
      <Foot session={session} people={people} />
    </div>
  );
}

/** Which note, who writes in it, taking back what one wrote, and taking the text along. */
function Head({ notes, session }: { notes: Notes; session: NoteSession }) {
  const text = useText('notes');
  const me = useSelf();
  const { document, mayWrite } = useStore(session.store);
  const { mayUndo, mayRedo } = useStore(document.store);
  const known = useStore(notes.store, (state) => state.notes);
  const writing = known.find(({ id }) => id === session.note)?.settings.writing ?? 'everyone';
  const configure = (to: 'everyone' | 'staff') =>
    attempt(
      notes.room.socket
        .request<'notes:configure'>({ type: 'notes:configure', note: session.note, writing: to })
        .then(() => notes.refresh()),
    );
  const save = (ending: 'md' | 'txt', type: string) => {
    const name = `${text.file}.${ending}`;
    handOver(new Blob([document.text], { type: `${type};charset=utf-8` }), name);
    toast(text.saved(name));
  };
  const exports: MenuItem[] = [
    { label: text.saveText, icon: 'download', onSelect: () => save('txt', 'text/plain') },
    { label: text.saveMarkdown, icon: 'download', onSelect: () => save('md', 'text/markdown') },
  ];
  return (
    <div className="note-head">
      <Choice notes={notes} note={session.note} />
      {isStaff(me) && (
        <Menu
          words
          align="start"
          className="btn btn-sm"
          label={text.whoWrites}
          items={(['everyone', 'staff'] as const).map((each) => ({
            label: text.writing[each],
            checked: writing === each,
            onSelect: () => configure(each),
          }))}
        >
          {text.writing[writing]}
          <Icon name="chevron-down" />
        </Menu>
      )}
      <span className="grow" />
      {mayWrite && (
        <>
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
        </>
      )}
      <Menu label={text.save} items={exports}>
        <Icon name="download" size={20} />
      </Menu>
    </div>
  );
}

/** Which note, where there are several. */
function Choice({ notes, note }: { notes: Notes; note: string }) {
  const text = useText('notes');
  const known = useStore(notes.store, (state) => state.notes);
  const groups = known.filter(({ id }) => id !== notes.sessionId).sort((one, other) => one.number - other.number);
  const ids = [...new Set([notes.sessionId, ...groups.map(({ id }) => id), note])];
  if (ids.length < 2) return null;
  const labelOf = (id: string) => {
    if (id === notes.sessionId) return text.classNote;
    const group = groups.find((each) => each.id === id);
    return text.groupNote(group?.number ?? 0, group?.name ?? '');
  };
  return (
    <Menu
      words
      align="start"
      className="btn btn-sm"
      label={text.which}
      items={ids.map((id) => ({
        label: labelOf(id),
        checked: id === note,
        onSelect: () => notes.store.setState({ chosen: id }),
      }))}
    >
      <span className="cut">{labelOf(note)}</span>
      <Icon name="chevron-down" />
    </Menu>
  );
}

const NAMED = 2;

/** Who is writing, or why one cannot. */
function Foot({ session, people }: { session: NoteSession; people: Readonly<Record<string, string>> }) {
  const text = useText('notes');
  const { phase, mayWrite } = useStore(session.store);
  const writers = useStore(session.writers);
  const present = usePeople();
  const names = useMemo(() => new Map(present.map(({ id, name }) => [id, name])), [present]);
  const named = writers.slice(0, NAMED).map((id) => names.get(id) ?? people[id] ?? text.someone);
  return (
    <p className="note-foot small" role="status">
      {phase === 'offline'
        ? text.offline
        : phase === 'opening'
          ? text.opening
          : writers.length > 0
            ? text.writers(named, writers.length - named.length)
            : mayWrite
              ? ''
              : text.readOnly}
    </p>
  );
}

/** Says why what was written last is gone from here. */
function useFaults(session: NoteSession): void {
  const fault = useStore(session.store, (state) => (state.phase === 'refused' ? null : state.fault));
  const errorText = useErrorText();
  const said = useRef<unknown>(null);
  useEffect(() => {
    if (fault === null || said.current === fault) return;
    said.current = fault;
    const { what, rest } = errorText(fault);
    toast(`${what} ${rest}`);
  }, [fault, errorText]);
}
