import { useLocation } from 'wouter';
import type { PersonListed } from '../../core/api.gen.ts';
import { session } from '../../core/client.ts';
import { useErrorText, useFormats, useText } from '../../i18n/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { toast } from '../../ui/toasts.ts';
import { useNow } from '../../ui/useNow.ts';
import { resetSecondStep, suspend, unsuspend } from './api.ts';
import { useRefreshPeople } from './queries.ts';

interface PersonRowProps {
  person: PersonListed;
  onRole: () => void;
  onView: () => void;
}

const MINUTE_MS = 60_000;

export function PersonRow({ person, onRole, onView }: PersonRowProps) {
  const text = useText('people');
  const common = useText('common');
  const describe = useErrorText();
  const refresh = useRefreshPeople();
  const [, navigate] = useLocation();
  const own = person.id === session.user?.id;

  const act = (work: Promise<unknown>, done: string, undo?: () => void) => {
    void work
      .then(
        () => toast(done, undo),
        (fault: unknown) => {
          const { what, rest } = describe(fault);
          toast(`${what} ${rest}`);
        },
      )
      .then(refresh);
  };
  const letIn = () => act(unsuspend(person.id), text.unsuspended(person.name));
  const keepOut = () => act(suspend(person.id), text.suspended(person.name), letIn);

  const items: MenuItem[] = [{ label: text.changeRole, icon: 'shield', onSelect: onRole }];
  if (person.two_step) {
    const reset = () => act(resetSecondStep(person.id), text.twoStepReset(person.name));
    items.push({ label: text.resetTwoStep, icon: 'smartphone', onSelect: reset });
  }
  if (person.role !== 'admin' && person.status !== 'suspended') {
    items.push({ label: text.view.act, icon: 'eye', onSelect: onView });
  }
  items.push({
    label: text.showAudit,
    icon: 'file-text',
    onSelect: () => navigate(`/admin/audit?person=${person.id}&name=${encodeURIComponent(person.name)}`),
  });
  if (person.status === 'suspended') {
    items.unshift({ label: text.unsuspend, icon: 'rotate-ccw', onSelect: letIn });
  } else if (!own) {
    items.push({ label: text.suspend, icon: 'user-x', danger: true, onSelect: keepOut });
  }

  return (
    <tr>
      <td>
        <span className="row row-3">
          <Avatar id={person.id} name={person.name} size={24} />
          <span className="col">
            <span className="cut medium" title={person.name}>
              {own ? common.you(person.name) : person.name}
            </span>
            <span className="small faint phone-only">{common.roles[person.role]}</span>
          </span>
        </span>
      </td>
      <td className="muted hide-sm">
        <span className="cut block" title={person.email}>
          {person.email}
        </span>
      </td>
      <td className="hide-sm">{common.roles[person.role]}</td>
      <td>
        <Status person={person} />
      </td>
      <td className={person.two_step || person.status === 'invited' ? 'muted hide-sm' : 't-warn hide-sm'}>
        {person.status === 'invited' ? '–' : person.two_step ? text.on : text.off}
      </td>
      <td className="r muted hide-sm">
        <LastSeen at={person.last_seen_at} />
      </td>
      <td className="r menu-cell">
        <Menu label={text.options(person.name)} className="icon-btn icon-btn-sm" items={items} floating>
          <Icon name="ellipsis" />
        </Menu>
      </td>
    </tr>
  );
}

function Status({ person: { status } }: { person: PersonListed }) {
  const text = useText('people').statuses;
  if (status === 'active') return <span className="muted">{text.active}</span>;
  return (
    <span className="badge" data-kind={status === 'suspended' ? 'danger' : 'warn'}>
      {text[status]}
    </span>
  );
}

/** Just now, so long ago, or the day. */
function LastSeen({ at }: { at: string | null }) {
  const text = useText('people');
  const formats = useFormats();
  const now = useNow(MINUTE_MS);
  if (at === null) return '–';
  const then = new Date(at);
  const minutes = (now.getTime() - then.getTime()) / MINUTE_MS;
  if (minutes < 1) return text.justNow;
  if (minutes < 24 * 60) return formats.relative(then, now);
  return formats.day(then);
}
