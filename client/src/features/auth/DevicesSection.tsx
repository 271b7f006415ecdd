import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../core/client.ts';
import type { SignInDevice } from '../../core/types.ts';
import { useErrorText, useFormats, useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { ErrorState } from '../../ui/State.tsx';
import { toast } from '../../ui/toasts.ts';
import { deviceName } from './deviceName.ts';

const KEY = ['auth', 'devices'];

/** Where one is signed in, and the way to end each. */
export function DevicesSection() {
  const text = useText('auth').security.devices;
  const describe = useErrorText();
  const client = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<SignInDevice[]>('/auth/devices', { signal }),
  });

  const named = (device: SignInDevice): string => {
    if (device.administrator !== null) return text.administrator(device.administrator);
    const { browser, system } = deviceName(device.user_agent);
    if (browser === null) return device.user_agent === '' ? text.unknown : text.program;
    return system === null ? browser : text.named(browser, system);
  };
  const end = (id: string, path: string, done: string) => {
    setBusy(id);
    void api
      .delete(path)
      .then(
        () => toast(done),
        (fault: unknown) => toast(describe(fault).what),
      )
      .then(() => client.invalidateQueries({ queryKey: KEY }))
      .finally(() => setBusy(null));
  };

  return (
    <section className="sec" aria-label={text.title}>
      <div className="sec-head">
        <h2>{text.title}</h2>
        {(data?.length ?? 0) > 1 && (
          <span className="end">
            <Button
              kind="danger-quiet"
              busy={busy === 'all'}
              onClick={() => end('all', '/auth/devices', text.signedOutAll)}
            >
              {text.all}
            </Button>
          </span>
        )}
      </div>
      {error && !data && <ErrorState error={error} title={text.failed} retry={() => void refetch()} />}
      <ul className="card list" aria-busy={data === undefined}>
        {data?.map((device) => (
          <Row
            key={device.id}
            device={device}
            name={named(device)}
            busy={busy === device.id}
            onEnd={() => end(device.id, `/auth/devices/${device.id}`, text.signedOut(named(device)))}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  device: SignInDevice;
  name: string;
  busy: boolean;
  onEnd: () => void;
}

function Row({ device, name, busy, onEnd }: RowProps) {
  const text = useText('auth').security.devices;
  const formats = useFormats();
  const { handheld } = deviceName(device.user_agent);
  const tone = (device.new_place && !device.current) || (device.administrator !== null && device.ended_at === null);
  const used = formats.moment(new Date(device.ended_at ?? device.used_at));
  const where = () => {
    if (device.administrator !== null) return device.ended_at === null ? text.viewing : text.viewed(used);
    const place = device.new_place ? text.newPlace(device.network) : device.network;
    return `${place} · ${device.current ? text.now : used}`;
  };
  return (
    <li>
      <span className={tone ? 't-warn' : 'muted'}>
        <Icon name={device.administrator !== null ? 'eye' : handheld ? 'smartphone' : 'monitor'} size={20} />
      </span>
      <div className="col grow">
        <span className="medium cut">{name}</span>
        <span className={tone ? 'small t-warn' : 'small faint'}>{where()}</span>
      </div>
      {device.current ? (
        <span className="badge" data-kind="accent">
          {text.here}
        </span>
      ) : device.ended_at !== null ? null : (
        <Button busy={busy} aria-label={text.signOutOf(name)} onClick={onEnd}>
          {text.signOut}
        </Button>
      )}
    </li>
  );
}
