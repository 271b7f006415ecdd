import { Route, Switch } from 'wouter';
import { session } from '../../core/client.ts';
import { useText } from '../../i18n/index.ts';
import { LinkButton } from '../../ui/Button.tsx';
import { usePageTitle } from '../../ui/page.ts';
import { State } from '../../ui/State.tsx';
import { AuditPage } from './AuditPage.tsx';
import { PeoplePage } from './PeoplePage.tsx';

/** For administrators; to others these pages are not there. */
export default function AdminPages() {
  if (session.user?.role !== 'admin') return <Nowhere />;
  return (
    <Switch>
      <Route path="/admin/people" component={PeoplePage} />
      <Route path="/admin/audit" component={AuditPage} />
      <Route component={Nowhere} />
    </Switch>
  );
}

function Nowhere() {
  const text = useText('common').notFound;
  usePageTitle(text.title);
  return (
    <State
      title={text.title}
      actions={
        <LinkButton href="/" kind="primary">
          {text.home}
        </LinkButton>
      }
    >
      {text.text}
    </State>
  );
}
