import '../../../ui/css/roster.css';
import { useState } from 'react';
import { ApiError } from '../../../core/api.ts';
import type { RosterReport } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useRefresh } from '../queries.ts';
import { importRoster } from './api.ts';

const MAX_BYTES = 4 * 1024 * 1024;

interface Chosen {
  file: File;
  report: RosterReport | null;
}

/** Reads a roster without keeping anything, says what is wrong with it line by line, and imports it when that is wanted. */
export default function ImportDialog({ course, onClose }: { course: Course; onClose: () => void }) {
  const text = useText('courseTools').roster.importer;
  const common = useText('common');
  const refresh = useRefresh();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [keepGood, setKeepGood] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const [changed, setChanged] = useState(false);
  const [tooLarge, setTooLarge] = useState(false);
  const [busy, setBusy] = useState(false);

  const read = async (file: File) => {
    setFault(null);
    setKeepGood(false);
    setChanged(false);
    setTooLarge(file.size > MAX_BYTES);
    setChosen(file.size > MAX_BYTES ? null : { file, report: null });
    if (file.size > MAX_BYTES) return;
    try {
      setChosen({ file, report: await importRoster(course.id, file, { dryRun: true }) });
    } catch (thrown) {
      setChosen(null);
      setFault(thrown);
    }
  };
  const take = async ({ file }: Chosen) => {
    setBusy(true);
    setFault(null);
    try {
      const done = await importRoster(course.id, file, { keepGood });
      await refresh.courses();
      toast(text.done(done.enrolled ?? 0, done.expected ?? 0, done.changed));
      onClose();
    } catch (thrown) {
      setBusy(false);
      if (thrown instanceof ApiError && thrown.code === 'roster_faulty') {
        await read(file);
        setChanged(true);
      } else setFault(thrown);
    }
  };

  const report = chosen?.report ?? null;
  const good = report === null ? 0 : report.new + report.changed + report.same;
  return (
    <Dialog title={text.title} wide onClose={onClose}>
      <div className="col gap-3">
        <label className="field">
          <span className="label">{text.file}</span>
          <input
            type="file"
            accept=".csv,.tsv,.txt,.xlsx"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file !== undefined) void read(file);
            }}
          />
          <span className="help" data-kind={tooLarge ? 'error' : undefined} role={tooLarge ? 'alert' : undefined}>
            {tooLarge ? text.tooLarge : text.help}
          </span>
        </label>
        <div className="col gap-2" aria-live="polite">
          {changed && <p className="t-danger">{text.changed}</p>}
          {chosen !== null && report === null && <p className="muted">{text.reading}</p>}
          {report !== null && (
            <>
              <p className="medium">{text.holds(good)}</p>
              <p className="muted small">{text.parts(report.new, report.changed, report.same)}</p>
              {report.ignored.length > 0 && (
                <p className="muted small">{text.ignored([...report.ignored].join(', '))}</p>
              )}
              <p className={report.faulty === 0 ? 'muted' : 't-danger'}>
                {report.faulty === 0 ? text.clean : text.faulty(report.faulty)}
              </p>
            </>
          )}
        </div>
        {report !== null && report.faulty > 0 && (
          <>
            <Faults report={report} />
            {good > 0 && (
              <label className="row roster-keep">
                <input type="checkbox" checked={keepGood} onChange={({ target }) => setKeepGood(target.checked)} />
                <span className="col">
                  <span className="medium">{text.keepGood}</span>
                  <span className="small faint">{text.keepGoodHelp}</span>
                </span>
              </label>
            )}
          </>
        )}
        <FormError fault={fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button
            kind="primary"
            busy={busy}
            disabled={report === null || good === 0 || (report.faulty > 0 && !keepGood)}
            onClick={() => chosen !== null && void take(chosen)}
          >
            {text.go(report === null ? 0 : report.new + report.changed)}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Faults({ report }: { report: RosterReport }) {
  const text = useText('courseTools').roster.importer;
  const lines = new Set(report.faults.map(({ line }) => line)).size;
  return (
    <div className="card roster-faults scroll" tabIndex={0} role="region" aria-label={text.where}>
      <table className="table">
        <thead>
          <tr>
            <th>{text.where}</th>
            <th>{text.what}</th>
          </tr>
        </thead>
        <tbody>
          {report.faults.map(({ line, field, code }, at) => (
            <tr key={at}>
              <td>
                {text.line(line)}
                {field !== '' && <span className="faint"> · {text.fields[field] ?? field}</span>}
              </td>
              <td>{text.codes[code]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {report.faulty > lines && <p className="small faint card-pad">{text.more(report.faulty - lines)}</p>}
    </div>
  );
}
