import { useState } from 'react';
import type { GradeImportFault, GradeImportReport } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { BookError } from './BookError.tsx';
import { toast } from '../../../ui/toasts.ts';
import { takeIn } from './api.ts';
import type { BookDialogProps } from './dialogs.tsx';
import { useSaving } from './useSaving.ts';

const MOST_BYTES = 4 * 1024 * 1024;
const SHOWN = 20;

/** Takes marks out of a spreadsheet, having shown what it would change. */
export function ImportDialog({ courseId, book, refresh, onClose }: BookDialogProps) {
  const all = useText('gradebook');
  const text = all.import;
  const common = useText('common');
  const { busy, fault, save } = useSaving();
  const [file, setFile] = useState<string | null>(null);
  const [report, setReport] = useState<GradeImportReport | null>(null);
  const [tooLarge, setTooLarge] = useState(false);

  const choose = (chosen: File | undefined) => {
    setReport(null);
    setTooLarge(chosen !== undefined && chosen.size > MOST_BYTES);
    if (chosen === undefined || chosen.size > MOST_BYTES) return;
    save(async () => {
      const content = await base64(chosen);
      setFile(content);
      setReport(await takeIn(courseId, content, true));
    });
  };
  const name = (id: string) => book.students.find((one) => one.id === id)?.name ?? '';
  const title = (id: string) => book.columns.find((one) => one.id === id)?.title ?? '';
  const ready = report !== null && report.faults.length === 0 && report.changes.length > 0;
  return (
    <Dialog title={text.title} wide onClose={onClose}>
      <p className="muted">{text.text}</p>
      <label className="col gap-1">
        <span className="label">{text.file}</span>
        <input
          className="input"
          type="file"
          accept=".csv,.xlsx,text/csv"
          onChange={({ target }) => choose(target.files?.[0])}
        />
      </label>
      {tooLarge && (
        <p className="t-danger" role="alert">
          {text.tooLarge}
        </p>
      )}
      {report !== null && (
        <div className="col gap-1" role="status">
          {report.faults.length > 0 && (
            <>
              <b className="medium t-danger">{text.faulty(report.faults.length)}</b>
              <ul>
                {report.faults.slice(0, SHOWN).map((one) => (
                  <li key={`${String(one.line)}/${one.field}/${one.code}`}>{explained(one, text)}</li>
                ))}
              </ul>
            </>
          )}
          {report.faults.length === 0 && (
            <b className="medium">{text.changes(report.changes.length, report.unchanged)}</b>
          )}
          {ready && (
            <ul>
              {report.changes.slice(0, SHOWN).map((one) => (
                <li key={`${one.column_id}/${one.student_id}`}>
                  {name(one.student_id)} · {title(one.column_id)}: {one.before.raw ?? one.before.points ?? '–'} →{' '}
                  {one.points ?? all.states[one.put === 'missing' || one.put === 'awaiting' ? one.put : 'excused']}
                </li>
              ))}
            </ul>
          )}
          {report.ignored.length > 0 && <p className="small muted">{text.ignored(report.ignored.join(', '))}</p>}
        </div>
      )}
      <BookError fault={fault} />
      <div className="acts">
        <Button kind="quiet" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button
          kind="primary"
          busy={busy}
          disabled={!ready || file === null}
          onClick={() =>
            save(async () => {
              if (file === null) return;
              const done = await takeIn(courseId, file, false);
              if (!done.saved) {
                setReport(done);
                return;
              }
              await refresh();
              toast(text.done(done.changes.length));
              onClose();
            })
          }
        >
          {text.act}
        </Button>
      </div>
    </Dialog>
  );
}

type Words = ReturnType<typeof useText<'gradebook'>>['import'];

function explained({ code, line, field }: GradeImportFault, text: Words): string {
  switch (code) {
    case 'unreadable':
      return text.unreadable(line);
    case 'no_heading':
      return text.noHeading;
    case 'empty':
      return text.empty;
    case 'unknown_student':
      return text.unknownStudent(line);
    case 'not_unique':
      return text.notUnique(line, field);
    case 'not_a_score':
      return text.notAScore(line, field);
  }
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let place = 0; place < bytes.length; place += 8192)
    text += String.fromCharCode(...bytes.subarray(place, place + 8192));
  return btoa(text);
}
