import { useQuery } from '@tanstack/react-query';
import type { NoteInfo, Notes } from '../../../core/api.gen.ts';
import { api } from '../../../core/client.ts';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { Part } from '../../analytics/record/Part.tsx';
import type { RecordSectionProps } from '../../analytics/record/sections.ts';
import { attempt } from '../../media/attempt.ts';
import { download } from '../../media/download.ts';

/** The shared notes of a session that is over. */
export default function RecordNotes({ session }: RecordSectionProps) {
  const text = useText('record').notes;
  const query = { session_id: session.id };
  const read = useQuery({
    queryKey: ['record', session.id, 'notes'],
    queryFn: ({ signal }) => api.get<Notes>('/learning/notes', { signal, query }),
  });
  return (
    <Part title={text.title} read={read}>
      {({ notes }) => (
        <div className="record-two">
          {notes.map((note) => (
            <Written key={note.id} sessionId={session.id} note={note} />
          ))}
        </div>
      )}
    </Part>
  );
}

function Written({ sessionId, note }: { sessionId: string; note: NoteInfo }) {
  const text = useText('record').notes;
  const path = `/learning/notes/${note.id}`;
  const written = useQuery({
    queryKey: ['record', sessionId, 'note', note.id],
    queryFn: ({ signal }) =>
      api.get<string>(`${path}/note.txt`, { signal, query: { session_id: sessionId }, accept: 'text/plain' }),
  });
  const name = note.number === 0 ? text.everyones : note.name === '' ? text.group(note.number) : note.name;
  return (
    <article className="card card-pad record-note">
      <div className="row">
        <h3 className="medium grow cut" title={name}>
          {name}
        </h3>
        <IconButton
          small
          icon="download"
          label={text.download(name)}
          onClick={() => attempt(download(`${path}/note.md?session_id=${sessionId}`, `${name}.md`))}
        />
      </div>
      {written.data === undefined ? (
        <span className="skel" aria-hidden="true" />
      ) : written.data.trim() === '' ? (
        <p className="muted">{text.empty}</p>
      ) : (
        <pre tabIndex={0} aria-label={name}>
          {written.data}
        </pre>
      )}
    </article>
  );
}
