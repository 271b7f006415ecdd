import { useQuery } from '@tanstack/react-query';
import type { Expected } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { useRefresh } from '../queries.ts';
import { owns } from '../schedule.ts';
import { expectPerson, listExpected, removeExpected } from './api.ts';

interface ExpectedListProps {
  course: Course;
  search: string;
  section: string;
}

/** Who is on the roster and has no account yet. */
export default function ExpectedList({ course, search, section }: ExpectedListProps) {
  const all = useText('courseTools').roster;
  const text = all.expected;
  const roles = useText('courses').roles;
  const describe = useErrorText();
  const refresh = useRefresh();
  const { data, error, refetch } = useQuery({
    queryKey: ['courses', 'expected', course.id],
    queryFn: ({ signal }) => listExpected(course.id, { signal }),
  });

  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await refresh.courses();
      return true;
    } catch (fault) {
      const { what, rest } = describe(fault);
      toast(`${what} ${rest}`);
      return false;
    }
  };
  const remove = async (person: Expected) => {
    const { id, created_at, ...again } = person;
    if (!(await attempt(() => removeExpected(course.id, id)))) return;
    toast(text.removed(person.name), () => void attempt(() => expectPerson(course.id, again)));
  };

  if (data === undefined) {
    return error ? <ErrorState error={error} title={text.failed} retry={() => void refetch()} /> : null;
  }
  const wanted = search.toLocaleLowerCase();
  const shown = data.filter(
    (person) =>
      (section === '' || person.section === section) &&
      [person.name, person.romanised_name, person.email, person.student_number].some((word) =>
        word?.toLocaleLowerCase().includes(wanted),
      ),
  );
  if (shown.length === 0) return null;
  return (
    <section className="sec" aria-labelledby="expected">
      <div className="sec-head">
        <h2 className="h3" id="expected">
          {text.title} <span className="faint num">{shown.length}</span>
        </h2>
      </div>
      <p className="small muted roster-why">{text.text}</p>
      <ul className="card list">
        {shown.map((person) => (
          <li key={person.id} className="row">
            <span className="col grow">
              <span className="medium cut">{person.name}</span>
              <span className="small faint cut">
                {[
                  person.student_number,
                  person.email,
                  person.section === null ? null : all.sectionNamed(person.section),
                  person.role === 'student' ? null : roles[person.role],
                ]
                  .filter((word) => word !== null)
                  .join(' · ')}
              </span>
            </span>
            {owns(course.role) && (
              <IconButton icon="x" small label={`${text.remove}: ${person.name}`} onClick={() => void remove(person)} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
