import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState, type SubmitEvent } from 'react';
import type { QuizInfo } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field, SearchField } from '../../../ui/Field.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { MoreOnScroll } from '../../../ui/MoreOnScroll.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { toast } from '../../../ui/toasts.ts';
import { usePeople } from '../../courses/queries.ts';
import { useLiveRoom } from '../../media/context.ts';
import { getDetail } from './api.ts';

interface TimeDialogProps {
  quiz: QuizInfo;
  courseId: string;
  onClose: () => void;
}

/** More minutes for everybody or for some: before the quiz is opened, while it is under way, and after its end. */
export function TimeDialog({ quiz, courseId, onClose }: TimeDialogProps) {
  const text = useText('quiz');
  const common = useText('common');
  const client = useQueryClient();
  const { room } = useLiveRoom();
  const [who, setWho] = useState<'all' | 'some'>('all');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [minutes, setMinutes] = useState('5');
  const [wrong, setWrong] = useState<'minutes' | 'people' | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const detail = useQuery({
    queryKey: ['quizzes', quiz.id, 'detail', 'time'],
    queryFn: ({ signal }) => getDetail(quiz.id, { signal }),
    refetchOnMount: 'always',
  });
  const given = new Map(detail.data?.extensions.map((each) => [each.participant_id, each.minutes]));
  const extra = detail.data?.extra_minutes ?? 0;

  const give = async () => {
    const count = Number(minutes);
    const missing =
      !Number.isInteger(count) || count < 1 || count > 600
        ? 'minutes'
        : who === 'some' && chosen.length === 0
          ? 'people'
          : null;
    setWrong(missing);
    if (missing !== null) return;
    setBusy(true);
    setFault(null);
    try {
      const people = who === 'all' ? null : [...chosen];
      await room.socket.request<'quiz:extend'>({ type: 'quiz:extend', quiz: quiz.id, minutes: count, people });
      await client.invalidateQueries({ queryKey: ['quizzes', quiz.id] });
      toast(people === null ? text.gaveAll(count) : text.gaveSome(count, people.length));
      onClose();
    } catch (thrown) {
      setFault(thrown);
      setBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) void give();
  };
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <Dialog title={text.timeTitle} onClose={onClose}>
      <form className="col gap-3 question-form" noValidate onSubmit={onSubmit}>
        <p className="muted">{text.timeText(quiz.title, quiz.settings.minutes ?? 0, extra)}</p>
        <Segments
          label={text.forWhom}
          value={who}
          options={[
            { value: 'all', label: text.forAll },
            { value: 'some', label: text.forSome(chosen.length) },
          ]}
          onChange={setWho}
        />
        {who === 'some' && <Students courseId={courseId} given={given} chosen={chosen} onToggle={toggle} />}
        <Field
          label={text.moreMinutes}
          help={text.moreMinutesHelp}
          error={wrong === null ? null : text.timeFaults[wrong]}
          value={minutes}
          inputMode="numeric"
          maxLength={3}
          autoComplete="off"
          onChange={({ target }) => {
            setMinutes(target.value);
            setWrong(null);
          }}
        />
        <FormError fault={fault} />
        <div className="acts">
          <Button kind="quiet" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={busy}>
            {text.giveTime}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface StudentsProps {
  courseId: string;
  /** Minutes that somebody was given before, by person. */
  given: ReadonlyMap<string, number>;
  chosen: readonly string[];
  onToggle: (id: string) => void;
}

function Students({ courseId, given, chosen, onToggle }: StudentsProps) {
  const text = useText('quiz');
  const [search, setSearch] = useState('');
  const people = usePeople(courseId, useDeferredValue(search.trim()));
  const students = people.items.filter(({ role }) => role === 'student');
  return (
    <div className="col gap-2">
      <SearchField label={text.findStudent} value={search} onChange={setSearch} />
      <div className="card scroll quiz-bank" tabIndex={0} role="group" aria-label={text.forWhom}>
        {people.failed && <p className="muted card-pad">{text.rosterFailed}</p>}
        {people.isSuccess && students.length === 0 && !people.hasNextPage && (
          <p className="muted card-pad">{text.nobodyFound}</p>
        )}
        {students.map(({ user_id, name }) => (
          <label key={user_id} className="quiz-choice">
            <input type="checkbox" checked={chosen.includes(user_id)} onChange={() => onToggle(user_id)} />
            <span className="grow cut">{name}</span>
            {given.has(user_id) && (
              <span className="small faint quiz-more">{text.alreadyMore(given.get(user_id) ?? 0)}</span>
            )}
          </label>
        ))}
        <MoreOnScroll list={people} />
      </div>
    </div>
  );
}
