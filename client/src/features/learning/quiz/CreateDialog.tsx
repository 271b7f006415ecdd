import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState, type SubmitEvent } from 'react';
import type { QuestionSummary } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field, SearchField } from '../../../ui/Field.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { MoreOnScroll } from '../../../ui/MoreOnScroll.tsx';
import { useLiveRoom } from '../../media/context.ts';
import { listQuestions } from '../questions/api.ts';
import { Check } from '../questions/controls.tsx';
import { ChosenList } from './ChosenList.tsx';
import { arePoints, totalPoints, type Chosen } from './points.ts';

/** Makes a quiz of questions in the course's bank: those that are marked, and as many drawn as one says. */
export function CreateDialog({ courseId, onClose }: { courseId: string; onClose: () => void }) {
  const text = useText('quiz');
  const common = useText('common');
  const { room } = useLiveRoom();
  const [title, setTitle] = useState('');
  const [minutes, setMinutes] = useState('');
  const [attempts, setAttempts] = useState('1');
  const [drawn, setDrawn] = useState('');
  const [tag, setTag] = useState('');
  const [shuffle, setShuffle] = useState(true);
  const [exam, setExam] = useState(false);
  const [drawnPoints, setDrawnPoints] = useState('1');
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [wrong, setWrong] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const faultOf = (limit: number | null, tries: number, count: number): string | null => {
    const whole = (value: number, least: number, most: number) =>
      Number.isInteger(value) && value >= least && value <= most;
    if (title.trim() === '') return text.faults.title;
    if (limit !== null && !whole(limit, 1, 600)) return text.faults.minutes;
    if (!whole(tries, 1, 10)) return text.faults.attempts;
    if (!whole(count, 0, 100)) return text.faults.drawn;
    if (chosen.length + count === 0) return text.faults.none;
    const given = chosen.map((each) => each.points);
    return [...given, ...(count === 0 ? [] : [drawnPoints])].every(arePoints) ? null : text.faults.points;
  };
  const make = async () => {
    const limit = minutes.trim() === '' ? null : Number(minutes);
    const tries = Number(attempts);
    const count = drawn.trim() === '' ? 0 : Number(drawn);
    const fault = faultOf(limit, tries, count);
    setWrong(fault);
    if (fault !== null) return;
    const fixed = chosen.map(({ question, points }) => ({
      kind: 'question' as const,
      question_id: question.id,
      points: points.trim(),
    }));
    const draw = {
      kind: 'draw' as const,
      count,
      tag: tag.trim() === '' ? null : tag.trim(),
      difficulty: null,
      question_kind: null,
      points: drawnPoints.trim(),
    };
    setBusy(true);
    setFault(null);
    try {
      await room.socket.request<'quiz:create'>({
        type: 'quiz:create',
        title: title.trim(),
        parts: count === 0 ? fixed : [...fixed, draw],
        settings: { minutes: limit, attempts: tries, counts: 'best', shuffle, exam },
      });
      onClose();
    } catch (thrown) {
      setFault(thrown);
      setBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) void make();
  };
  const toggle = (question: QuestionSummary) => {
    const others = chosen.filter((each) => each.question.id !== question.id);
    setChosen(others.length < chosen.length ? others : [...chosen, { question, points: '1' }]);
  };
  const total = totalPoints(chosen, drawn, drawnPoints);

  return (
    <Dialog title={text.makeTitle} wide onClose={onClose}>
      <form className="col gap-3 question-form" noValidate onSubmit={onSubmit}>
        <Field
          label={text.title}
          value={title}
          maxLength={200}
          autoComplete="off"
          autoFocus
          onChange={({ target }) => setTitle(target.value)}
        />
        <Bank courseId={courseId} chosen={chosen} onToggle={toggle} />
        {chosen.length > 0 && <ChosenList chosen={chosen} onChange={setChosen} />}
        <div className="field-row">
          <Field
            label={text.drawn}
            help={text.drawnHelp}
            value={drawn}
            inputMode="numeric"
            maxLength={3}
            onChange={({ target }) => setDrawn(target.value)}
          />
          <Field
            label={text.drawnTag}
            help={text.drawnTagHelp}
            value={tag}
            maxLength={40}
            autoComplete="off"
            onChange={({ target }) => setTag(target.value)}
          />
          <Field
            label={text.drawnPoints}
            value={drawnPoints}
            inputMode="decimal"
            maxLength={7}
            autoComplete="off"
            onChange={({ target }) => setDrawnPoints(target.value)}
          />
        </div>
        <div className="field-row">
          <Field
            label={text.limit}
            help={text.limitHelp}
            value={minutes}
            inputMode="numeric"
            maxLength={3}
            onChange={({ target }) => setMinutes(target.value)}
          />
          <Field
            label={text.attempts}
            help={text.attemptsHelp}
            value={attempts}
            inputMode="numeric"
            maxLength={2}
            onChange={({ target }) => setAttempts(target.value)}
          />
        </div>
        <Check label={text.shuffle} checked={shuffle} onChange={setShuffle} />
        <Check label={text.examSetting} checked={exam} onChange={setExam} />
        {total !== null && <p className="medium">{text.totalPoints(total)}</p>}
        {wrong !== null && (
          <p className="t-danger" role="alert">
            {wrong}
          </p>
        )}
        <FormError fault={fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={busy}>
            {text.makeIt}
          </Button>
        </div>
      </form>
    </Dialog>
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
