import { useState } from 'react';
import { api } from '../../core/client.ts';
import type { BackupCodesShown, SecondFactorSetup } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CodeField } from '../../ui/CodeField.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { PasswordField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { FormError } from '../../ui/FormError.tsx';
import { BackupCodes } from './BackupCodes.tsx';
import { isOutrun, proving } from './proof.ts';
import { ProofError } from './ProofError.tsx';

/** Password, QR code and a first code, backup codes: one after another. */
export function SetUpDialog({ hasPassword, onClose }: { hasPassword: boolean; onClose: () => void }) {
  const text = useText('auth').security;
  const [setup, setSetup] = useState<SecondFactorSetup | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Dialog title={codes ? text.backup.title : text.setup.title} onClose={onClose}>
      {codes && <BackupCodes codes={codes} onKept={onClose} />}
      {!codes && setup && <Confirm setup={setup} onCodes={setCodes} onClose={onClose} />}
      {!codes && !setup && <Password hasPassword={hasPassword} onSetup={setSetup} onClose={onClose} />}
    </Dialog>
  );
}

interface PasswordProps {
  hasPassword: boolean;
  onSetup: (setup: SecondFactorSetup) => void;
  onClose: () => void;
}

function Password({ hasPassword, onSetup, onClose }: PasswordProps) {
  const text = useText('auth').security;
  const common = useText('common');
  const form = useForm({
    initial: { password: '' },
    validate: ({ password }) => ({ ...(hasPassword && !password && { password: common.required }) }),
    send: async ({ password }) => {
      const body = hasPassword ? { password } : {};
      try {
        onSetup(await proving(api.post<SecondFactorSetup>('/auth/2fa/setup', body)));
      } catch (fault) {
        if (!isOutrun(fault)) throw fault;
        onClose();
      }
    },
    explain: () => text.passwordWrong,
  });
  return (
    <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
      <p className="muted">{text.setup.intro}</p>
      {hasPassword && (
        <PasswordField {...form.field('password')} label={text.password} autoComplete="current-password" autoFocus />
      )}
      <ProofError fault={form.fault} />
      <div className="acts">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          {text.next}
        </Button>
      </div>
    </form>
  );
}

interface ConfirmProps {
  setup: SecondFactorSetup;
  onCodes: (codes: readonly string[]) => void;
  onClose: () => void;
}

function Confirm({ setup, onCodes, onClose }: ConfirmProps) {
  const text = useText('auth').security;
  const common = useText('common');
  const form = useForm({
    initial: { code: '' },
    validate: ({ code }) => ({ ...(code.length < 6 && { code: common.required }) }),
    send: async (body) => {
      try {
        onCodes((await proving(api.post<BackupCodesShown>('/auth/2fa/confirm', body))).backup_codes);
      } catch (fault) {
        if (!isOutrun(fault)) throw fault;
        onClose();
      }
    },
    explain: () => text.codeWrong,
  });
  return (
    <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
      <p className="muted">{text.setup.scan}</p>
      <img
        className="qr"
        width={200}
        height={200}
        alt={text.setup.picture}
        src={`data:image/svg+xml,${encodeURIComponent(setup.qr)}`}
      />
      <div className="col gap-1">
        <a href={setup.uri}>{text.setup.here}</a>
        <span className="small muted">{text.setup.byHand}</span>
        <CopyButton className="code secret" value={setup.secret.replaceAll(' ', '')}>
          {setup.secret}
        </CopyButton>
      </div>
      <CodeField
        label={text.setup.code}
        help={text.setup.codeHelp}
        error={form.field('code').error}
        value={form.values.code}
        onChange={(digits) => form.set('code', digits)}
        autoFocus
      />
      <FormError fault={form.fault} />
      <div className="acts">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          {text.setup.turnOn}
        </Button>
      </div>
    </form>
  );
}
