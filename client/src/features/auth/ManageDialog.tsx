import { useState } from 'react';
import { api } from '../../core/client.ts';
import type { BackupCodesShown, SecondFactorState } from '../../core/types.ts';
import { useFormats, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field, PasswordField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { toast } from '../../ui/toasts.ts';
import { BackupCodes } from './BackupCodes.tsx';
import { isOutrun, proving } from './proof.ts';
import { ProofError } from './ProofError.tsx';

type Act = 'renew' | 'turnOff';

/** Fresh backup codes, or turning it off: both take the password and a code. */
export function ManageDialog({ state, onClose }: { state: SecondFactorState; onClose: () => void }) {
  const text = useText('auth').security;
  const formats = useFormats();
  const [act, setAct] = useState<Act | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes) {
    return (
      <Dialog title={text.backup.title} onClose={onClose}>
        <BackupCodes codes={codes} onKept={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={act ? text.managing[act] : text.managing.title} onClose={onClose}>
      {act ? (
        <Proof act={act} hasPassword={state.has_password} onCodes={setCodes} onClose={onClose} />
      ) : (
        <>
          <p className="muted">
            {state.since !== null && text.managing.since(formats.date(new Date(state.since)))}{' '}
            {text.managing.left(state.backup_codes_left)}
          </p>
          <div className="acts">
            <Button kind="danger-quiet" onClick={() => setAct('turnOff')}>
              {text.managing.turnOff}
            </Button>
            <Button onClick={() => setAct('renew')}>{text.managing.renew}</Button>
            <Button kind="primary" onClick={onClose}>
              {text.done}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

interface ProofProps {
  act: Act;
  hasPassword: boolean;
  onCodes: (codes: readonly string[]) => void;
  onClose: () => void;
}

function Proof({ act, hasPassword, onCodes, onClose }: ProofProps) {
  const text = useText('auth').security;
  const common = useText('common');
  const form = useForm({
    initial: { password: '', code: '' },
    validate: ({ password, code }) => ({
      ...(hasPassword && !password && { password: common.required }),
      ...(!code.trim() && { code: common.required }),
    }),
    send: async ({ password, code }) => {
      const body = hasPassword ? { password, code } : { code };
      try {
        if (act === 'renew') {
          onCodes((await proving(api.post<BackupCodesShown>('/auth/2fa/backup-codes', body))).backup_codes);
        } else {
          await proving(api.post('/auth/2fa/disable', body));
          toast(text.managing.turnedOff);
          onClose();
        }
      } catch (fault) {
        if (!isOutrun(fault)) throw fault;
        onClose();
      }
    },
    explain: (field) => (field === 'password' ? text.passwordWrong : text.codeWrong),
  });
  return (
    <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
      <p className="muted">{act === 'renew' ? text.managing.renewHelp : text.managing.turnOffHelp}</p>
      {hasPassword && (
        <PasswordField {...form.field('password')} label={text.password} autoComplete="current-password" autoFocus />
      )}
      <Field {...form.field('code')} label={text.managing.code} autoComplete="one-time-code" maxLength={100} />
      <ProofError fault={form.fault} />
      <div className="acts">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button type="submit" kind={act === 'renew' ? 'primary' : 'danger'} busy={form.busy}>
          {text.managing[act]}
        </Button>
      </div>
    </form>
  );
}
