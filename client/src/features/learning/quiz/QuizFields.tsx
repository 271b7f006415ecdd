import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { QuestionSummary } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Field, SearchField } from '../../../ui/Field.tsx';
import { MoreOnScroll } from '../../../ui/MoreOnScroll.tsx';
import { listQuestions } from '../questions/api.ts';
import { Check } from '../questions/controls.tsx';
import { ChosenList } from './ChosenList.tsx';
import type { QuizDraft } from './draft.ts';
import { totalPoints, type Chosen } from './points.ts';

interface QuizFieldsProps {
  courseId: string;
  draft: QuizDraft;
  autoFocus?: boolean;
  /** Whether it is given its title here. */
  titled?: boolean;
  onChange: (draft: QuizDraft) => void;
}

/** What a quiz is made of: questions of the course's bank that are marked, and as many drawn as one says. */
export function QuizFields({ courseId, draft, autoFocus = false, titled = true, onChange }: QuizFieldsProps) {
  const text = useText('quiz');
  const change = (fields: Partial<QuizDraft>) => onChange({ ...draft, ...fields });
  const { chosen } = draft;
  const toggle = (question: QuestionSummary) => {
    const others = chosen.filter((each) => each.question.id !== question.id);
    change({ chosen: others.length < chosen.length ? others : [...chosen, { question, points: '1' }] });
  };
  const total = totalPoints(chosen, draft.drawn, draft.drawnPoints);
  return (
    <>
      {titled && (
        <Field
          label={text.title}
          value={draft.title}
          maxLength={200}
          autoComplete="off"
          autoFocus={autoFocus}
          onChange={({ target }) => change({ title: target.value })}
        />
      )}
      <Bank courseId={courseId} chosen={chosen} onToggle={toggle} />
      {chosen.length > 0 && <ChosenList chosen={chosen} onChange={(order) => change({ chosen: order })} />}
      <div className="field-row">
        <Field
          label={text.drawn}
          help={text.drawnHelp}
          value={draft.drawn}
          inputMode="numeric"
          maxLength={3}
          onChange={({ target }) => change({ drawn: target.value })}
        />
        <Field
          label={text.drawnTag}
          help={text.drawnTagHelp}
          value={draft.tag}
          maxLength={40}
          autoComplete="off"
          onChange={({ target }) => change({ tag: target.value })}
        />
        <Field
          label={text.drawnPoints}
          value={draft.drawnPoints}
          inputMode="decimal"
          maxLength={7}
          autoComplete="off"
          onChange={({ target }) => change({ drawnPoints: target.value })}
        />
      </div>
      <div className="field-row">
        <Field
          label={text.limit}
          help={text.limitHelp}
          value={draft.minutes}
          inputMode="numeric"
          maxLength={3}
          onChange={({ target }) => change({ minutes: target.value })}
        />
        <Field
          label={text.attempts}
          help={text.attemptsHelp}
          value={draft.attempts}
          inputMode="numeric"
          maxLength={2}
          onChange={({ target }) => change({ attempts: target.value })}
        />
      </div>
      <Check label={text.shuffle} checked={draft.shuffle} onChange={(shuffle) => change({ shuffle })} />
      <Check label={text.examSetting} checked={draft.exam} onChange={(exam) => change({ exam })} />
      {total !== null && <p className="medium">{text.totalPoints(total)}</p>}
    </>
  );
}

interface BankProps {
  courseId: string;
  chosen: readonly Chosen[];
  onToggle: (question: QuestionSummary) => void;
}

function Bank({ courseId, chosen, onToggle }: BankProps) {
  const text = useText('quiz');
  const words = useText('questions');
  const [search, setSearch] = useState('');
  const wanted = { search: useDeferredValue(search.trim()), kind: null, difficulty: null, tag: null, archived: false };
  const list = useInfiniteQuery({
    queryKey: ['questions', courseId, 'list', wanted],
    queryFn: ({ pageParam, signal }) => listQuestions(courseId, wanted, pageParam, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (previous) => previous,
  });
  const marked = new Set(chosen.map((each) => each.question.id));
  const items: QuestionSummary[] = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <fieldset className="field">
      <legend className="label">{text.fromBank(chosen.length)}</legend>
      <SearchField label={words.search} value={search} onChange={setSearch} />
      <div className="card scroll quiz-bank" tabIndex={0} role="group" aria-label={words.title}>
        {list.isError && <p className="muted card-pad">{words.failed}</p>}
        {list.isSuccess && items.length === 0 && (
          <p className="muted card-pad">{wanted.search === '' ? text.bankEmpty : words.nothingFound}</p>
        )}
        {items.map((question) => (
          <label key={question.id} className="quiz-choice">
            <input type="checkbox" checked={marked.has(question.id)} onChange={() => onToggle(question)} />
            <span className="col grow">
              <span className="cut">{question.text}</span>
              <span className="small faint">
                {[words.kinds[question.kind], words.difficulties[question.difficulty], ...question.tags].join(' · ')}
              </span>
            </span>
          </label>
        ))}
        <MoreOnScroll list={list} />
      </div>
    </fieldset>
  );
}
