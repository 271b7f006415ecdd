import { useState } from 'react';
import { session } from '../../core/client.ts';
import { useText } from '../../i18n/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { endView } from './api.ts';

/** Stands over every page while an administrator looks as somebody else. */
export default function ViewingBanner() {
  const text = useText('people').view;
  const [busy, setBusy] = useState(false);
  const end = () => {
    setBusy(true);
    // Whatever becomes of it, the token is forgotten with the page; it opens nothing after a quarter of an hour.
    void endView()
      .catch(() => undefined)
      .then(() => window.location.assign('/admin/people'));
  };
  return (
    <div className="viewing-banner" role="status">
      <Icon name="eye" />
      <span className="grow">{text.banner(session.user?.name ?? '')}</span>
      <Button size="sm" busy={busy} onClick={end}>
        {text.end}
      </Button>
    </div>
  );
}
