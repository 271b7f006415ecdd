import '../../../ui/css/breakouts.css';
import '../../../ui/css/polls.css';
import '../../../ui/css/quiz.css';
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { SelectField } from '../../../ui/Field.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../../media/attempt.ts';
import { Stepper, Switch, TaskField } from '../breakouts/fields.tsx';
import { DebateFields } from '../debate/DebateFields.tsx';
import { LONGEST, TIMES } from '../floor/floors.ts';
import { listPrepared } from '../polls/api.ts';
import { Area } from '../questions/controls.tsx';
import { getQuestion } from '../questions/api.ts';
import { faultOf, planOf, quizDraftOf, type QuizDraft } from '../quiz/draft.ts';
import { QuizFields } from '../quiz/QuizFields.tsx';
import { listPrepared as listDecks, prepare, removePrepared, restorePrepared } from '../slides/decks.ts';
import { DeckUpload } from '../slides/DeckUpload.tsx';
import type { KindFormProps } from './kinds.ts';
import {
  breakoutSettings,
  debateSettings,
  METHODS,
  pollSettings,
  quizSettings,
  slidesSettings,
  thinkSeconds,
} from './settings.ts';

/** How a kind of step is chosen from what the course has, or made. */

const PollDialog = lazy(() => import('../polls/PollDialog.tsx'));

const POLL_TIMES = [0, 30, 60, 120] as const;
const MOST_GROUPS = 50;
// A quiz that begins with a step is called as the step is, once that has a title.
const TITLED_BY_STEP = '–';

/** One of the polls that wait in the course, or a new one. */
export function PollForm({ courseId, settings, onChange }: KindFormProps) {
  const text = useText('plan').poll;
  const client = useQueryClient();
  const [writing, setWriting] = useState(false);
  const key = ['polls', 'prepared', courseId];
  const { data: polls, isError } = useQuery({ queryKey: key, queryFn: () => listPrepared(courseId) });
  const { prepared, seconds } = pollSettings(settings);
  const gone = prepared !== null && polls?.every(({ id }) => id !== prepared) === true;
  return (
    <>
      {polls !== undefined && polls.length > 0 && (
        <SelectField
          label={text.choose}
          value={prepared ?? ''}
          onChange={({ target }) => onChange({ ...settings, prepared: target.value === '' ? null : target.value })}
        >
          <option value="">{text.none}</option>
          {gone && <option value={prepared}>{text.gone}</option>}
          {polls.map(({ id, content }) => (
            <option key={id} value={id}>
              {content.question || content.options.join(' / ') || text.untitled}
            </option>
          ))}
        </SelectField>
      )}
      {polls?.length === 0 && <p className="small muted">{text.noneYet}</p>}
      {isError && (
        <p className="small t-danger" role="alert">
          {text.failed}
        </p>
      )}
      <div className="row">
        <Button size="sm" icon="plus" onClick={() => setWriting(true)}>
          {text.write}
        </Button>
      </div>
      <div className="field">
        <span className="label">{text.time}</span>
        <Segments
          label={text.time}
          value={String(seconds ?? 0)}
          options={POLL_TIMES.map((each) => ({ value: String(each), label: text.times[each] ?? '' }))}
          onChange={(value) => onChange({ ...settings, seconds: value === '0' ? null : Number(value) })}
        />
      </div>
      {writing && (
        <Suspense>
          <PollDialog
            courseId={courseId}
            prepared={null}
            start={null}
            onSaved={({ id }) => {
              void client.invalidateQueries({ queryKey: key });
              onChange({ ...settings, prepared: id });
            }}
            onClose={() => setWriting(false)}
          />
        </Suspense>
      )}
    </>
  );
}

export function ThinkForm({ settings, onChange }: KindFormProps) {
  const text = useText('plan').think;
  return (
    <>
      <Area
        label={text.question}
        help={text.placeholder}
        rows={2}
        maxLength={LONGEST}
        value={typeof settings.question === 'string' ? settings.question : ''}
        onChange={(question) => onChange({ ...settings, question })}
      />
      <div className="field">
        <span className="label">{text.time}</span>
        <Segments
          label={text.time}
          value={String(thinkSeconds(settings))}
          options={TIMES.map((each) => ({ value: String(each), label: text.seconds(each) }))}
          onChange={(seconds) => onChange({ ...settings, seconds: Number(seconds) })}
        />
      </div>
    </>
  );
}

export function BreakoutForm({ settings, onChange }: KindFormProps) {
  const text = useText('plan').breakout;
  const words = useText('breakouts');
  const { method, groups, size, task, whole_step } = breakoutSettings(settings);
  const change = (fields: object) => onChange({ ...settings, ...fields });
  const bySize = size !== null && method !== 'self_select';
  return (
    <>
      <div className="field">
        <span className="label">{words.method}</span>
        <Segments
          label={words.method}
          value={method}
          options={METHODS.map((each) => ({ value: each, label: words.methods[each] }))}
          onChange={(chosen) =>
            change(chosen === 'self_select' ? { method: chosen, size: null, groups: groups ?? 4 } : { method: chosen })
          }
        />
      </div>
      {method !== 'self_select' && (
        <Segments
          label={text.by}
          value={bySize ? 'size' : 'groups'}
          options={[
            { value: 'size', label: text.bySize },
            { value: 'groups', label: text.byGroups },
          ]}
          onChange={(by) => change(by === 'size' ? { size: 4, groups: null } : { size: null, groups: 4 })}
        />
      )}
      {bySize ? (
        <Stepper
          label={text.bySize}
          value={size}
          shown={text.people(size)}
          least={2}
          most={MOST_GROUPS}
          onChange={(next) => change({ size: next })}
        />
      ) : (
        <Stepper
          label={text.byGroups}
          value={groups ?? 4}
          shown={text.groups(groups ?? 4)}
          least={1}
          most={MOST_GROUPS}
          onChange={(next) => change({ groups: next })}
        />
      )}
      <TaskField
        label={text.task}
        value={task}
        placeholder={text.taskPlaceholder}
        onChange={(next) => change({ task: next })}
      />
      <Switch label={text.whole} on={whole_step} onChange={(on) => change({ whole_step: on })} />
    </>
  );
}

/** Slides that wait in the course, or new ones, and the page that the step begins with. */
export function SlidesForm({ courseId, settings, onChange }: KindFormProps) {
  const text = useText('plan').slides;
  const client = useQueryClient();
  const key = ['slides', 'prepared', courseId];
  const { data: decks, isError } = useQuery({ queryKey: key, queryFn: () => listDecks(courseId) });
  const refresh = () => client.invalidateQueries({ queryKey: key });
  const { prepared, page } = slidesSettings(settings);
  const chosen = decks?.find(({ id }) => id === prepared);
  const gone = prepared !== null && decks !== undefined && chosen === undefined;
  const choose = (id: string | null) => onChange({ prepared: id, page: 1 });
  const remove = (id: string, name: string) =>
    attempt(
      removePrepared(id).then(() => {
        choose(null);
        toast(text.removed(name), () =>
          attempt(
            restorePrepared(id)
              .then(refresh)
              .then(() => choose(id)),
          ),
        );
        return refresh();
      }),
    );
  return (
    <>
      {((decks !== undefined && decks.length > 0) || gone) && (
        <div className="plan-deck">
          <div className="grow">
            <SelectField
              label={text.choose}
              value={prepared ?? ''}
              onChange={({ target }) => choose(target.value === '' ? null : target.value)}
            >
              <option value="">{text.none}</option>
              {gone && <option value={prepared}>{text.gone}</option>}
              {decks.map(({ id, name, pages }) => (
                <option key={id} value={id}>
                  {text.option(name, pages)}
                </option>
              ))}
            </SelectField>
          </div>
          {chosen !== undefined && (
            <IconButton
              icon="trash-2"
              label={text.remove(chosen.name)}
              onClick={() => remove(chosen.id, chosen.name)}
            />
          )}
        </div>
      )}
      {isError && (
        <p className="small t-danger" role="alert">
          {text.failed}
        </p>
      )}
      {chosen !== undefined && chosen.pages > 1 && (
        <Stepper
          label={text.page}
          value={Math.min(page, chosen.pages)}
          shown={text.pageOf(Math.min(page, chosen.pages), chosen.pages)}
          least={1}
          most={chosen.pages}
          onChange={(next) => onChange({ prepared, page: next })}
        />
      )}
      <DeckUpload
        aside
        putUp={(...file) => prepare(courseId, ...file)}
        onStored={({ id }) => {
          void refresh();
          choose(id);
        }}
      />
    </>
  );
}

export function DebateForm({ settings, onChange }: KindFormProps) {
  return <DebateFields draft={debateSettings(settings)} onChange={(draft) => onChange({ ...draft })} />;
}

/** A quiz of the course's bank. What its questions ask is fetched where they were chosen before. */
export function QuizForm(props: KindFormProps) {
  const text = useText('plan').quiz;
  const plan = quizSettings(props.settings);
  const [ids] = useState(() => plan.parts.flatMap((part) => (part.kind === 'question' ? [part.question_id] : [])));
  const questions = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['questions', props.courseId, 'one', id],
      queryFn: () => getQuestion(id),
      retry: false,
    })),
  });
  if (questions.some(({ isPending }) => isPending)) return <SkeletonList label={text.loading} rows={3} />;
  const texts = new Map(
    questions.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data.question.text] as const])),
  );
  // A question that is gone is none any more.
  const known = plan.parts.filter((part) => part.kind === 'draw' || texts.has(part.question_id));
  return <QuizDraftForm {...props} initial={quizDraftOf({ ...plan, parts: known }, (id) => texts.get(id) ?? '')} />;
}

function QuizDraftForm({ courseId, settings, onChange, initial }: KindFormProps & { initial: QuizDraft }) {
  const [draft, setDraft] = useState(initial);
  return (
    <QuizFields
      titled={false}
      courseId={courseId}
      draft={draft}
      onChange={(next) => {
        setDraft(next);
        const fault = faultOf({ ...next, title: TITLED_BY_STEP });
        const { typed: _, ...before } = settings;
        onChange(
          fault === null
            ? { ...planOf({ ...next, title: quizSettings(settings).title }) }
            : { ...before, typed: fault },
        );
      }}
    />
  );
}
