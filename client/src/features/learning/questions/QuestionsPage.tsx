import { useDeferredValue, useState } from 'react';
import { Redirect, useParams, useSearchParams } from 'wouter';
import type { Course } from '../../../core/types.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Select, SearchField } from '../../../ui/Field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { MoreOnScroll } from '../../../ui/MoreOnScroll.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { CourseFrame } from '../../courses/CourseFrame.tsx';
import { useCourse } from '../../courses/queries.ts';
import { teaches } from '../../courses/schedule.ts';
import { DIFFICULTIES, exportQuestions, KINDS, type ImportFormat, type Wanted } from './api.ts';
import { ImportDialog } from './ImportDialog.tsx';
import { QuestionDialog } from './QuestionDialog.tsx';
import { QuestionRow } from './QuestionRow.tsx';
import { useQuestions, useTags } from './queries.ts';
import { VersionsDialog } from './VersionsDialog.tsx';

type Open =
  | { kind: 'new' | 'import' }
  | { kind: 'edit'; id: string }
  | { kind: 'versions'; id: string; archived: boolean }
  | null;

const EVERYTHING: Omit<Wanted, 'search' | 'archived'> = { kind: null, difficulty: null, tag: null };

export default function QuestionsPage() {
  const { courseId = '' } = useParams();
  const text = useText('courses').course;
  const common = useText('common');
  const { data: course, error, refetch } = useCourse(courseId);
  if (course) return teaches(course.role) ? <Bank course={course} /> : <Redirect to={`/courses/${courseId}`} replace />;
  if (error) return <ErrorState error={error} title={text.failed} retry={() => void refetch()} />;
  return (
    <div className="wrap">
      <SkeletonList label={common.loading} />
    </div>
  );
}

function Bank({ course }: { course: Course }) {
  const text = useText('questions');
  const describe = useErrorText();
  const [query, setQuery] = useSearchParams();
  // An address may name the question that is to be changed.
  const [open, setOpen] = useState<Open>(() => {
    const id = query.get('edit');
    return id === null ? null : { kind: 'edit', id };
  });
  const close = () => {
    setOpen(null);
    if (query.has('edit')) setQuery({}, { replace: true });
  };

  const save = async (format: ImportFormat) => {
    try {
      const address = URL.createObjectURL(await exportQuestions(course.id, format));
      const link = document.createElement('a');
      link.href = address;
      link.download = `${course.code} ${text.title}.${format === 'csv' ? 'csv' : 'zip'}`;
      link.click();
      URL.revokeObjectURL(address);
    } catch (fault) {
      const { what, rest } = describe(fault);
      toast(`${what} ${rest}`);
    }
  };
  const acts = (
    <>
      <Menu
        label={text.export}
        words
        className="btn"
        items={[
          { label: text.exportCsv, onSelect: () => void save('csv') },
          { label: text.exportQti, onSelect: () => void save('qti') },
        ]}
      >
        {text.export}
        <Icon name="chevron-down" />
      </Menu>
      <Button onClick={() => setOpen({ kind: 'import' })}>{text.import}</Button>
      <Button kind="primary" icon="plus" onClick={() => setOpen({ kind: 'new' })}>
        {text.add}
      </Button>
    </>
  );
  return (
    <CourseFrame course={course} tab="questions" acts={acts}>
      <QuestionList course={course} onOpen={setOpen} />
      {open?.kind === 'new' && <QuestionDialog courseId={course.id} onClose={close} />}
      {open?.kind === 'edit' && <QuestionDialog courseId={course.id} questionId={open.id} onClose={close} />}
      {open?.kind === 'versions' && (
        <VersionsDialog courseId={course.id} questionId={open.id} archived={open.archived} onClose={close} />
      )}
      {open?.kind === 'import' && <ImportDialog courseId={course.id} onClose={close} />}
    </CourseFrame>
  );
}

function QuestionList({ course, onOpen }: { course: Course; onOpen: (open: Open) => void }) {
  const text = useText('questions');
  const common = useText('common');
  const tags = useTags(course.id);
  const [search, setSearch] = useState('');
  const [archived, setArchived] = useState(false);
  const [narrowed, setNarrowed] = useState(EVERYTHING);
  const wanted: Wanted = { ...narrowed, search: useDeferredValue(search.trim()), archived };
  const list = useQuestions(course.id, wanted);
  const unfiltered = wanted.search === '' && Object.values(narrowed).every((value) => value === null);

  const rows = () => {
    if (list.isError && list.data === undefined) {
      return <ErrorState error={list.error} title={text.failed} retry={() => void list.refetch()} />;
    }
    if (list.data === undefined) return <SkeletonList label={common.loading} rows={6} />;
    if (list.items.length === 0) {
      if (!unfiltered) return <State title={text.nothingFound}>{text.nothingFoundText}</State>;
      return archived ? (
        <State title={text.noneArchived} />
      ) : (
        <State
          ghost
          title={text.empty}
          actions={
            <Button icon="plus" onClick={() => onOpen({ kind: 'new' })}>
              {text.add}
            </Button>
          }
        >
          {text.emptyText}
        </State>
      );
    }
    return (
      <>
        <ul className="card list">
          {list.items.map((question) => (
            <QuestionRow
              key={question.id}
              courseId={course.id}
              question={question}
              onEdit={() => onOpen({ kind: 'edit', id: question.id })}
              onVersions={() => onOpen({ kind: 'versions', id: question.id, archived })}
            />
          ))}
        </ul>
        <div className="row faint small list-end">
          <span>{!list.hasNextPage && text.shown(list.items.length)}</span>
          <MoreOnScroll list={list} />
        </div>
      </>
    );
  };

  return (
    <>
      <div className="filters">
        <SearchField label={text.search} value={search} onChange={setSearch} />
        <Narrow
          label={text.kind}
          all={text.allKinds}
          value={narrowed.kind}
          options={KINDS.map((kind) => [kind, text.kinds[kind]])}
          onChange={(kind) => setNarrowed({ ...narrowed, kind })}
        />
        <Narrow
          label={text.difficulty}
          all={text.allDifficulties}
          value={narrowed.difficulty}
          options={DIFFICULTIES.map((difficulty) => [difficulty, text.difficulties[difficulty]])}
          onChange={(difficulty) => setNarrowed({ ...narrowed, difficulty })}
        />
        {(tags.data?.length ?? 0) > 0 && (
          <Narrow
            label={text.tag}
            all={text.allTags}
            value={narrowed.tag}
            options={(tags.data ?? []).map(({ tag, questions }) => [tag, `${tag} (${questions})`])}
            onChange={(tag) => setNarrowed({ ...narrowed, tag })}
          />
        )}
        <Segments
          label={text.which}
          value={archived ? 'archived' : 'inUse'}
          options={[
            { value: 'inUse', label: text.inUse },
            { value: 'archived', label: text.archived },
          ]}
          onChange={(value) => setArchived(value === 'archived')}
        />
      </div>
      {rows()}
    </>
  );
}

interface NarrowProps<T extends string> {
  label: string;
  all: string;
  value: T | null;
  options: readonly (readonly [T, string])[];
  onChange: (value: T | null) => void;
}

function Narrow<T extends string>({ label, all, value, options, onChange }: NarrowProps<T>) {
  return (
    <Select
      aria-label={label}
      value={value ?? ''}
      onChange={({ target }) => onChange(options.find(([each]) => each === target.value)?.[0] ?? null)}
    >
      <option value="">{all}</option>
      {options.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </Select>
  );
}
