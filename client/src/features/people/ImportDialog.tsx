import { useState } from 'react';
import type { PeopleImportReport } from '../../core/api.gen.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { toast } from '../../ui/toasts.ts';
import { importPeople } from './api.ts';
import { useRefreshPeople } from './queries.ts';

const MAX_BYTES = 4 * 1024 * 1024;

interface Chosen {
  file: File;
  report: PeopleImportReport | null;
}

/** Reads a file without keeping anything, says what would become of each line, and imports what is good. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const text = useText('people').importer;
  const common = useText('common');
  const refresh = useRefreshPeople();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const [busy, setBusy] = useState(false);

  const read = async (file: File) => {
    setFault(null);
    setChosen(null);
    setTooLarge(file.size > MAX_BYTES);
    if (file.size > MAX_BYTES) return;
    setChosen({ file, report: null });
    try {
      setChosen({ file, report: await importPeople(file, true, false) });
    } catch (thrown) {
      setChosen(null);
      setFault(thrown);
    }
  };
  const keep = async (file: File) => {
    setBusy(true);
    setFault(null);
    try {
      const { created } = await importPeople(file, false, true);
      toast(text.done(created));
      onClose();
      await refresh();
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
            accept=".csv,.tsv,.txt"
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
          {report !== null && <Report report={report} />}
        </div>
        <FormError fault={fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button
            kind="primary"
            busy={busy}
            disabled={report === null || report.ready === 0}
            onClick={() => chosen !== null && void keep(chosen.file)}
          >
            {report !== null && report.faulty > 0 ? text.goWithout(report.ready) : text.go(report?.ready ?? 0)}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Report({ report }: { report: PeopleImportReport }) {
  const text = useText('people').importer;
  const { ready, existing, faulty, faults, ignored, preview } = report;
  return (
    <>
      <p className="medium">{text.ready(ready)}</p>
      {faulty > 0 && <p className="t-danger">{text.faulty(faulty)}</p>}
      {existing > 0 && <p className="muted">{text.existing(existing)}</p>}
      {ignored.length > 0 && <p className="muted small">{text.ignored(ignored.join(', '))}</p>}
      {faults.length > 0 && (
        <div className="card fault-list scroll" tabIndex={0} role="region" aria-label={text.faults}>
          <table className="table">
            <thead>
              <tr>
                <th>{text.line}</th>
                <th>{text.what}</th>
              </tr>
            </thead>
            <tbody>
              {faults.map((fault, at) => (
                <tr key={at}>
                  <td>{text.lineNumber(fault.line)}</td>
                  <td>{text.describe(fault.field, fault.code)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {preview.length > 0 && <Preview report={report} />}
    </>
  );
}

function Preview({ report: { preview, ready } }: { report: PeopleImportReport }) {
  const all = useText('people');
  const text = all.importer;
  const common = useText('common');
  return (
    <div className="card fault-list scroll" tabIndex={0} role="region" aria-label={text.preview}>
      <table className="table">
        <thead>
          <tr>
            <th>{all.name}</th>
            <th>{all.email}</th>
            <th className="hide-sm">{all.role}</th>
          </tr>
        </thead>
        <tbody>
          {preview.map((person) => (
            <tr key={person.line}>
              <td>{person.name}</td>
              <td className="muted">
                <span className="cut block">{person.email}</span>
              </td>
              <td className="muted hide-sm">{common.roles[person.role]}</td>
            </tr>
          ))}
          {ready > preview.length && (
            <tr>
              <td colSpan={3} className="faint">
                {text.andMore(ready - preview.length)}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
