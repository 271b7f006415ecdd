import { useRef, useState } from 'react';
import type { Assignment } from '../../../core/api.gen.ts';
import { session } from '../../../core/client.ts';
import { recall, remember } from '../../../core/preferences.ts';
import { TusClient } from '../../../core/tus.ts';
import { useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { toast } from '../../../ui/toasts.ts';
import { sizeOf } from '../../learning/chat/size.ts';
import { handIn } from './api.ts';
import { useRefreshAssignments } from './queries.ts';

interface Chosen {
  file: File;
  path: string | null;
  sent: number;
  /** Sent whole. */
  id: string | null;
}

/** Where a student writes and chooses files. What is written stays on this device until it has arrived. */
export function HandIn({ assignment, again }: { assignment: Assignment; again: boolean }) {
  const text = useText('assignments');
  const refresh = useRefreshAssignments(assignment.course_id);
  const draft = `draft.assignment.${assignment.id}`;
  const [words, setWords] = useState(() => recall(draft) ?? '');
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const input = useRef<HTMLInputElement>(null);
  const stop = useRef(new AbortController());
  const write = (value: string) => {
    setWords(value);
    remember(draft, value === '' ? null : value);
  };
  const change = (file: File, fields: Partial<Chosen>) =>
    setChosen((all) => all.map((each) => (each.file === file ? { ...each, ...fields } : each)));

  const send = async () => {
    if (busy) return;
    setBusy(true);
    setFault(null);
    const tus = new TusClient(session);
    stop.current = new AbortController();
    try {
      const upload_ids: string[] = [];
      for (const each of chosen) {
        let { id } = each;
        if (id === null) {
          const place = each.path ?? (await tus.begin(assignment.course_id, each.file)).path;
          change(each.file, { path: place });
          await tus.send(place, each.file, {
            signal: stop.current.signal,
            onProgress: (sent) => change(each.file, { sent }),
          });
          id = place.slice(place.lastIndexOf('/') + 1);
          change(each.file, { id });
        }
        upload_ids.push(id);
      }
      await handIn(assignment, { text: words, upload_ids });
      // What was written since is the next version's.
      if (recall(draft) === words || words === '') write('');
      setChosen([]);
      toast(text.arrived);
      void refresh();
    } catch (thrown) {
      if (!stop.current.signal.aborted) setFault(thrown);
    } finally {
      setBusy(false);
    }
  };
  const nothing = words.trim() === '' && chosen.length === 0;
  return (
    <section className="sec col gap-3">
      {assignment.accepts_text && (
        <TextField
          label={text.answer}
          rows={10}
          maxLength={200_000}
          help={words === '' ? undefined : text.kept}
          value={words}
          onChange={({ target }) => write(target.value)}
        />
      )}
      {assignment.max_files > 0 && (
        <>
          <input
            ref={input}
            type="file"
            multiple
            hidden
            onChange={({ target }) => {
              const added = [...(target.files ?? [])].map((file) => ({ file, path: null, sent: 0, id: null }));
              setChosen((all) => [...all, ...added].slice(0, assignment.max_files));
              target.value = '';
            }}
          />
          {chosen.length > 0 && (
            <ul className="card list" aria-label={text.files}>
              {chosen.map(({ file, sent }) => (
                <li key={`${file.name} ${file.lastModified}`}>
                  <span className="col grow gap-2">
                    <span className="medium cut">{file.name}</span>
                    <progress value={file.size === 0 ? 1 : sent / file.size} max={1} aria-label={file.name} />
                    <span className="small faint">{text.sent(sizeOf(sent), sizeOf(file.size))}</span>
                  </span>
                  <IconButton
                    small
                    icon="x"
                    label={text.removeFile(file.name)}
                    disabled={busy}
                    onClick={() => setChosen((all) => all.filter((each) => each.file !== file))}
                  />
                </li>
              ))}
            </ul>
          )}
          <span>
            <Button icon="paperclip" disabled={busy} onClick={() => input.current?.click()}>
              {text.chooseFiles}
            </Button>
          </span>
        </>
      )}
      <FormError fault={fault} />
      <div className="row">
        <Button kind="primary" busy={busy} disabled={nothing} onClick={() => void send()}>
          {again ? text.handInAgain : text.handIn}
        </Button>
        {busy && chosen.length > 0 && (
          <Button kind="quiet" onClick={() => stop.current.abort()}>
            {text.stop}
          </Button>
        )}
      </div>
    </section>
  );
}
