import { useState, type SubmitEvent } from 'react';
import { ApiError } from '../../core/api.ts';
import { session } from '../../core/client.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CodeField } from '../../ui/CodeField.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { usePageTitle } from '../../ui/page.ts';

const DIGITS = 6;

interface SecondStepProps {
  /** Of whom; null where the password was not asked for. */
  email: string | null;
  challenge: string;
  /** Back to the password; `expired`: because it took too long. */
  onBack: (expired: boolean) => void;
  onEntered?: () => void;
}

/** What is asked for after the password: a code of the app, or a backup code. */
export function SecondStep({ email, challenge, onBack, onEntered }: SecondStepProps) {
  const text = useText('auth').secondStep;
  const [way, setWay] = useState<'app' | 'backup'>('app');
  const [code, setCode] = useState('');
  const [trust, setTrust] = useState(false);
  const [help, setHelp] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const backup = way === 'backup';
  const wrong = fault instanceof ApiError && fault.code === 'code_wrong';
  usePageTitle(backup ? text.backupTitle : text.title);

  const send = (typed: string) => {
    if (busy) return;
    setBusy(true);
    setFault(null);
    session
      .verify(challenge, typed, trust)
      .then(onEntered)
      .catch((thrown: unknown) => {
        if (thrown instanceof ApiError && thrown.code === 'challenge_invalid') onBack(true);
        else setFault(thrown);
        if (!backup) setCode('');
      })
      .finally(() => setBusy(false));
  };
  const change = (typed: string) => {
    setCode(typed);
    if (typed !== '') setFault(null);
    if (!backup && typed.length === DIGITS) send(typed);
  };
  const turn = () => {
    setWay(backup ? 'app' : 'backup');
    setCode('');
    setFault(null);
  };
  const ready = backup ? code.trim() !== '' : code.length === DIGITS;
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (ready) send(code);
  };

  return (
    <form className="col gap-5" noValidate onSubmit={onSubmit}>
      <div className="col gap-1">
        <h1>{backup ? text.backupTitle : text.title}</h1>
        <p className="muted">
          {backup ? text.backup : text.app} {email !== null && <b className="medium">{email}</b>}
        </p>
      </div>
      {backup ? (
        <Field
          key="backup"
          label={text.backupCode}
          help={text.backupHelp}
          error={wrong ? text.backupWrong : null}
          name="backup-code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          value={code}
          onChange={(event) => change(event.target.value)}
          maxLength={100}
          large
          autoFocus
        />
      ) : (
        <CodeField
          key="app"
          label={text.code}
          help={text.codeHelp}
          error={wrong ? text.codeWrong : null}
          value={code}
          onChange={change}
          autoFocus
        />
      )}
      <label className="row row-3 trust">
        <input type="checkbox" checked={trust} onChange={({ target }) => setTrust(target.checked)} />
        <span>{text.trust}</span>
      </label>
      {!wrong && <FormError fault={fault} />}
      <Button type="submit" kind="primary" size="lg" block busy={busy} disabled={!ready && !busy}>
        {text.submit}
      </Button>
      <div className="col gap-2 centred">
        <button type="button" className="link" onClick={turn}>
          {backup ? text.useApp : text.useBackup}
        </button>
        <button type="button" className="link" aria-expanded={help} onClick={() => setHelp(!help)}>
          {text.noPhone}
        </button>
        {help && <p className="note">{text.noPhoneHelp}</p>}
        <button type="button" className="link" onClick={() => onBack(false)}>
          {text.startOver}
        </button>
      </div>
    </form>
  );
}
