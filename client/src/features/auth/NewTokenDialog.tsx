import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../core/client.ts';
import type { MadeAccessToken, SecondFactorState } from '../../core/types.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field, PasswordField, SelectField } from '../../ui/Field.tsx';
import { useForm } from '../../ui/form.ts';
import { proving } from './proof.ts';
import { ProofError } from './ProofError.tsx';
import { AREAS, RIGHTS, scopesOf, type Right } from './scopes.ts';

const DAYS = [30, 90, 180, 365];
const DAY_MS = 24 * 60 * 60 * 1000;

/** Name, what it may do and for how long; then the token, this one time. */
export default function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const text = useText('auth').tokens;
  const [made, setMade] = useState<MadeAccessToken | null>(null);
  return (
    <Dialog title={made ? text.madeTitle : text.makeTitle} onClose={onClose}>
      {made ? <Shown made={made} onClose={onClose} /> : <Make onMade={setMade} onClose={onClose} />}
    </Dialog>
  );
}

function Make({ onMade, onClose }: { onMade: (made: MadeAccessToken) => void; onClose: () => void }) {
  const text = useText('auth').tokens;
  const security = useText('auth').security;
  const common = useText('common');
  const { data: state } = useQuery({
    queryKey: ['auth', '2fa'],
    queryFn: ({ signal }) => api.get<SecondFactorState>('/auth/2fa', { signal }),
  });
  const hasPassword = state?.has_password ?? true;
  const form = useForm({
    initial: { name: '', profile: 'none', courses: 'read', sessions: 'none', days: '90', password: '' },
    validate: (values) => ({
      ...(!values.name.trim() && { name: common.required }),
      ...(AREAS.every((area) => values[area] === 'none') && { courses: text.scopesMissing }),
      ...(hasPassword && !values.password && { password: common.required }),
    }),
    send: async ({ name, days, password, profile, courses, sessions }) => {
      const rights = { profile: profile as Right, courses: courses as Right, sessions: sessions as Right };
      const body = {
        name,
        scopes: scopesOf(rights),
        expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
        ...(hasPassword && { password }),
      };
      onMade(await proving(api.post<MadeAccessToken>('/auth/tokens', body)));
    },
    explain: (field) => (field === 'password' ? security.passwordWrong : null),
  });
  return (
    <form className="col gap-5" noValidate onSubmit={form.onSubmit}>
      <Field {...form.field('name')} label={text.name} help={text.nameHelp} maxLength={100} autoFocus />
      <fieldset className="col gap-3">
        <legend className="label">{text.scopes}</legend>
        {AREAS.map((area) => (
          <SelectField key={area} {...form.field(area)} label={text.areas[area]}>
            {RIGHTS[area].map((right) => (
              <option key={right} value={right}>
                {text.rights[right]}
              </option>
            ))}
          </SelectField>
        ))}
      </fieldset>
      <SelectField {...form.field('days')} label={text.until}>
        {DAYS.map((days) => (
          <option key={days} value={days}>
            {text.days(days)}
          </option>
        ))}
      </SelectField>
      {hasPassword && (
        <PasswordField {...form.field('password')} label={security.password} autoComplete="current-password" />
      )}
      <ProofError fault={form.fault} />
      <div className="acts">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button type="submit" kind="primary" busy={form.busy}>
          {text.make}
        </Button>
      </div>
    </form>
  );
}

function Shown({ made, onClose }: { made: MadeAccessToken; onClose: () => void }) {
  const text = useText('auth').tokens;
  return (
    <>
      <p className="muted">{text.made}</p>
      <CopyButton className="code secret" value={made.secret}>
        {made.secret}
      </CopyButton>
      <div className="acts">
        <Button kind="primary" onClick={onClose}>
          {text.kept}
        </Button>
      </div>
    </>
  );
}
