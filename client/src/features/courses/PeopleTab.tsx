import { lazy, Suspense, useDeferredValue, useState } from 'react';
import { useLocation } from 'wouter';
import { session } from '../../core/client.ts';
import type { Course, Enrollment } from '../../core/types.ts';
import { useErrorText, useLanguage, useText } from '../../i18n/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { handOver } from '../../ui/handOver.ts';
import { MoreOnScroll } from '../../ui/MoreOnScroll.tsx';
import { SearchField, Select } from '../../ui/Field.tsx';
import { SkeletonList } from '../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../ui/State.tsx';
import { toast } from '../../ui/toasts.ts';
import { setNoColdCall } from './accommodations.ts';
import { addPerson, removePerson } from './api.ts';
import { useAccommodations } from './accommodations.ts';
import { usePeople, useRefresh } from './queries.ts';
import { exportRoster } from './roster/api.ts';
import { owns, teaches } from './schedule.ts';
import { TimeFactorDialog } from './TimeFactorDialog.tsx';

const ImportDialog = lazy(() => import('./roster/ImportDialog.tsx'));
const DetailsDialog = lazy(() => import('./roster/DetailsDialog.tsx'));
const ExpectedList = lazy(() => import('./roster/ExpectedList.tsx'));

export function PeopleTab({ course }: { course: Course }) {
  const all = useText('courses');
  const text = all.peopleTab;
  const common = useText('common');
  const [search, setSearch] = useState('');
  const roster = useText('courseTools').roster;
  const language = useLanguage();
  const describe = useErrorText();
  const [section, setSection] = useState('');
  const [importing, setImporting] = useState(false);
  const [describing, setDescribing] = useState<(Enrollment & { id: string }) | null>(null);
  const wanted = useDeferredValue(search.trim());
  const people = usePeople(course.id, wanted, section);
  const given = useAccommodations(course.id, owns(course.role));
  const [timing, setTiming] = useState<Enrollment | null>(null);
  const showsEmail = people.items.some((person) => person.email !== null);
  const showsNumber = people.items.some((person) => person.student_number !== null);

  const save = async () => {
    try {
      const name = `${course.code} ${course.semester}.csv`;
      handOver(await exportRoster(course.id, language), name);
      toast(roster.exported(name));
    } catch (fault) {
      const { what, rest } = describe(fault);
      toast(`${what} ${rest}`);
    }
  };

  const table = () => {
    if (people.failed) {
      return <ErrorState error={people.error} title={text.failed} retry={() => void people.refetch()} />;
    }
    if (people.data === undefined) return <SkeletonList label={common.loading} rows={6} />;
    if (people.items.length === 0) return <State title={text.nothingFound(wanted)}>{text.nothingFoundText}</State>;
    return (
      <>
        <div className="card roster">
          <table className="table">
            <thead>
              <tr>
                <th>{text.name}</th>
                {showsNumber && <th className="hide-sm">{roster.number}</th>}
                {course.sections.length > 0 && <th className="hide-sm">{roster.section}</th>}
                <th className="hide-sm">{text.role}</th>
                {showsEmail && <th className="hide-sm">{text.email}</th>}
                <th>
                  <span className="sr">{common.more}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {people.items.map((person) => (
                <PersonRow
                  key={person.user_id}
                  course={course}
                  person={person}
                  showsEmail={showsEmail}
                  showsNumber={showsNumber}
                  factor={Number(given.data?.get(person.user_id)?.time_factor ?? 1)}
                  spared={given.data?.get(person.user_id)?.no_cold_call ?? false}
                  onDetails={() => person.id !== null && setDescribing({ ...person, id: person.id })}
                  onTime={given.data === undefined ? null : () => setTiming(person)}
                />
              ))}
            </tbody>
          </table>
        </div>
        <div className="row faint small list-end">
          <span>
            {people.hasNextPage ? text.shown(people.items.length, course.people) : all.people(people.items.length)}
          </span>
          <MoreOnScroll list={people} />
        </div>
        {course.people <= 1 && wanted === '' && <State title={text.alone}>{owns(course.role) && text.aloneText}</State>}
      </>
    );
  };

  return (
    <>
      <div className="filters">
        <SearchField label={text.search(course.people)} value={search} onChange={setSearch} />
        {course.sections.length > 0 && (
          <Select aria-label={roster.section} value={section} onChange={({ target }) => setSection(target.value)}>
            <option value="">{roster.allSections}</option>
            {course.sections.map((each) => (
              <option key={each} value={each}>
                {roster.sectionNamed(each)}
              </option>
            ))}
          </Select>
        )}
        {teaches(course.role) && (
          <span className="row filters-end">
            {owns(course.role) && (
              <Button kind="quiet" icon="arrow-up" onClick={() => setImporting(true)}>
                {roster.import}
              </Button>
            )}
            <Button kind="quiet" icon="download" onClick={() => void save()}>
              {roster.export}
            </Button>
          </span>
        )}
      </div>
      {table()}
      {teaches(course.role) && (
        <Suspense>
          <ExpectedList course={course} search={wanted} section={section} />
        </Suspense>
      )}
      {importing && (
        <Suspense>
          <ImportDialog course={course} onClose={() => setImporting(false)} />
        </Suspense>
      )}
      {describing !== null && (
        <Suspense>
          <DetailsDialog course={course} person={describing} onClose={() => setDescribing(null)} />
        </Suspense>
      )}
      {timing !== null && (
        <TimeFactorDialog
          course={course}
          person={timing}
          factor={Number(given.data?.get(timing.user_id)?.time_factor ?? 1)}
          onClose={() => setTiming(null)}
        />
      )}
    </>
  );
}

interface PersonRowProps {
  course: Course;
  person: Enrollment;
  showsEmail: boolean;
  showsNumber: boolean;
  onDetails: () => void;
  /** How much more time this person is given; 1 is none. */
  factor: number;
  /** Nobody calls on them without a raised hand. */
  spared: boolean;
  /** For those who may change both. */
  onTime: (() => void) | null;
}

function PersonRow({ course, person, showsEmail, showsNumber, factor, spared, onDetails, onTime }: PersonRowProps) {
  const roster = useText('courseTools').roster;
  const text = useText('courses');
  const common = useText('common');
  const describe = useErrorText();
  const refresh = useRefresh();
  const [, navigate] = useLocation();
  const own = person.user_id === session.user?.id;

  const complain = (fault: unknown) => {
    const { what, rest } = describe(fault);
    toast(`${what} ${rest}`);
  };
  const restore = async (email: string) => {
    if (person.role === 'professor' || person.role === 'admin') return;
    try {
      await addPerson(course.id, email, person.role);
      toast(text.peopleTab.restored(person.name));
    } catch (fault) {
      complain(fault);
    }
    await refresh.courses();
  };
  const spare = async (on: boolean, undo = true) => {
    try {
      await setNoColdCall(course.id, person.user_id, String(factor), on);
    } catch (fault) {
      complain(fault);
      return;
    }
    await refresh.courses();
    const words = on ? text.noColdCall.given : text.noColdCall.taken;
    toast(words(person.name), undo ? () => void spare(!on, false) : undefined);
  };
  const remove = async (enrollmentId: string) => {
    try {
      await removePerson(course.id, enrollmentId);
    } catch (fault) {
      complain(fault);
      return;
    }
    const { email } = person;
    if (own) navigate('/courses');
    await Promise.all([refresh.courses(), own && refresh.sessions()]);
    if (own) toast(text.peopleTab.left(course.title));
    else toast(text.peopleTab.removed(person.name), email === null ? undefined : () => void restore(email));
  };

  const items: MenuItem[] = [];
  if (onTime !== null && person.role === 'student') {
    items.push({ label: text.timeFactor.act, icon: 'clock-3', onSelect: onTime });
    items.push({ label: text.noColdCall.act, checked: spared, toggle: true, onSelect: () => void spare(!spared) });
  }
  const { id } = person;
  if (id !== null && owns(course.role)) items.push({ label: roster.details.act, icon: 'pencil', onSelect: onDetails });
  if (id !== null && (own || owns(course.role))) {
    items.push({
      label: own ? text.peopleTab.leave : text.peopleTab.remove,
      icon: own ? 'log-out' : 'user-x',
      danger: true,
      onSelect: () => void remove(id),
    });
  }
  return (
    <tr>
      <td>
        <span className="row row-3">
          <Avatar id={person.user_id} name={person.name} size={24} />
          <span className="col">
            <span className="cut medium" title={person.name}>
              {own ? common.you(person.name) : person.name}
              {person.romanised_name !== null && <span className="faint"> {person.romanised_name}</span>}
            </span>
            {person.roster_name !== null && person.roster_name !== person.name && (
              <span className="small faint cut">{roster.onRoster(person.roster_name)}</span>
            )}
            <span className="small faint phone-only">{text.roles[person.role]}</span>
            {(factor > 1 || spared) && (
              <span className="small faint">
                {[factor > 1 ? text.timeFactor.mark(String(factor)) : '', spared ? text.noColdCall.mark : '']
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            )}
          </span>
        </span>
      </td>
      {showsNumber && <td className="num muted hide-sm">{person.student_number}</td>}
      {course.sections.length > 0 && <td className="muted hide-sm">{person.section}</td>}
      <td className="hide-sm">
        {person.role === 'student' || person.role === 'observer' ? (
          <span className="muted">{text.roles[person.role]}</span>
        ) : (
          <span className="badge" data-kind="accent">
            {text.roles[person.role]}
          </span>
        )}
      </td>
      {showsEmail && (
        <td className="muted hide-sm">
          <span className="cut block">{person.email}</span>
        </td>
      )}
      <td className="r menu-cell">
        {items.length > 0 && (
          <Menu label={text.actions.options(person.name)} className="icon-btn icon-btn-sm" items={items}>
            <Icon name="ellipsis" />
          </Menu>
        )}
      </td>
    </tr>
  );
}
