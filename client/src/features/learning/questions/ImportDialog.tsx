import { useState } from 'react';
import type { ImportReport } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { toast } from '../../../ui/toasts.ts';
import { importQuestions, KINDS, type ImportFormat } from './api.ts';
import { useRefreshBank } from './queries.ts';

const MAX_BYTES = 4 * 1024 * 1024;

interface Chosen {
  file: File;
  format: ImportFormat;
  report: ImportReport | null;
}

/** Reads a file without keeping anything, says what it holds, and imports it once nothing is wrong with it. */
export function ImportDialog({ courseId, onClose }: { courseId: string; onClose: () => void }) {
  const text = useText('questions').importer;
  const kinds = useText('questions').kinds;
  const common = useText('common');
  const refresh = useRefreshBank(courseId);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const [busy, setBusy] = useState(false);

  const read = async (file: File) => {
    const format = /\.(zip|xml)$/i.test(file.name) ? 'qti' : 'csv';
    setFault(null);
    setChosen(null);
    setTooLarge(file.size > MAX_BYTES);
    if (file.size > MAX_BYTES) return;
    setChosen({ file, format, report: null });
    try {
      setChosen({ file, format, report: await importQuestions(courseId, file, format, true) });
    } catch (thrown) {
      setChosen(null);
      setFault(thrown);
    }
  };
  const keep = async ({ file, format }: Chosen) => {
    setBusy(true);
    setFault(null);
    try {
      const { imported } = await importQuestions(courseId, file, format, false);
      await refresh();
      toast(text.done(imported.length));
      onClose();
    } catch (thrown) {
      setFault(thrown);
      setBusy(false);
    }
  };

  const report = chosen?.report ?? null;
  return (
    <Dialog title={text.title} wide onClose={onClose}>
      <div className="col gap-3">
        <label className="field">
          <span className="label">{text.file}</span>
          <input
            type="file"
            accept=".csv,.tsv,.txt,.zip,.xml"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file !== undefined) void read(file);
            }}
          />
          <span className="help" data-kind={tooLarge ? 'error' : undefined} role={tooLarge ? 'alert' : undefined}>
            {tooLarge ? text.tooLarge : text.help}
          </span>
        </label>
        <div className="col gap-3" aria-live="polite">
          {chosen !== null && report === null && <p className="muted">{text.reading}</p>}
          {report !== null && (
            <>
              <p className="medium">{text.holds(report.questions)}</p>
              <p className="muted small">
                {KINDS.filter((kind) => report.kinds[kind])
                  .map((kind) => `${kinds[kind]} ${report.kinds[kind]}`)
                  .join(' · ')}
              </p>
              <p className={report.faults.length === 0 ? 'muted' : 't-danger'}>
                {report.faults.length === 0 ? text.clean : text.faulty(report.faults.length)}
              </p>
              {report.faults.length > 0 && <Faults report={report} />}
            </>
          )}
        </div>
        <FormError fault={fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button
            kind="primary"
            busy={busy}
            disabled={report === null || report.faults.length > 0}
            onClick={() => chosen !== null && void keep(chosen)}
          >
            {text.go(report?.questions ?? 0)}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Faults({ report }: { report: ImportReport }) {
  const text = useText('questions').importer;
  return (
    <div className="card fault-list scroll" tabIndex={0} role="region" aria-label={text.where}>
      <table className="table">
        <thead>
          <tr>
            <th>{text.where}</th>
            <th>{text.what}</th>
          </tr>
        </thead>
        <tbody>
          {report.faults.map((fault, at) => (
            <tr key={at}>
              <td>
                {fault.file !== null && <span className="block small faint">{fault.file}</span>}
                {text.line(fault.line)}
                {fault.field !== '' && <span className="faint"> · {fault.field}</span>}
              </td>
              <td>{text.codes[fault.code]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
