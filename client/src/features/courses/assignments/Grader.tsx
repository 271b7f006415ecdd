import { useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../../core/api.ts';
import type { Assignment, StudentWork, SubmissionGrade } from '../../../core/api.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Field, TextField } from '../../../ui/Field.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { sizeOf } from '../../learning/chat/size.ts';
import { downloadHandedIn, grade, shown } from './api.ts';
import { ExtensionDialog } from './ExtensionDialog.tsx';
import { draftOf, gradeOf, toGrade, total, type Draft } from './grading.ts';
import { isPoints } from './policy.ts';

interface Props {
  assignment: Assignment;
  work: StudentWork;
  onStep: (by: 1 | -1) => void;
}

/** One work with its rubric. Number keys choose a level of the criterion that is next, J and K save and go on or back. */
export function Grader({ assignment, work, onStep }: Props) {
  const text = useText('assignments');
  const format = useFormats();
  const client = useQueryClient();
  const submission = toGrade(work);
  const [draft, setDraft] = useState<Draft | null>(() => submission && draftOf(assignment, submission));
  const [at, setAt] = useState(0);
  const [saved, setSaved] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [extending, setExtending] = useState(false);
  const changed = useRef(false);
  const edit = (fields: Partial<Draft>) => {
    changed.current = true;
    setSaved(null);
    setDraft((now) => now && { ...now, ...fields });
  };
  const choose = (criterion: number, level: number) => {
    if (draft === null || assignment.rubric[criterion]?.levels[level] === undefined) return;
    edit({ levels: draft.levels.map((each, place) => (place === criterion ? level : each)) });
    setAt(Math.min(criterion + 1, assignment.rubric.length - 1));
  };
  const points = draft?.points.trim() ?? '';
  const wrong = points !== '' && !(isPoints(points) && Number(points) <= Number(assignment.points));

  const save = async (then?: () => void) => {
    if (draft === null || submission === null || busy || wrong) return;
    if (!changed.current) {
      then?.();
      return;
    }
    setBusy(true);
    setFault(null);
    try {
      const made = await grade(assignment, submission.id, draft.version, gradeOf(assignment, draft));
      changed.current = false;
      setDraft({ ...draft, version: made.version });
      setSaved(made.graded_at);
      put(made);
      then?.();
    } catch (thrown) {
      setFault(thrown);
    } finally {
      setBusy(false);
    }
  };
  /** Into the list at once, and asked for again for what follows from it. */
  const put = (made: SubmissionGrade) => {
    const key = ['assignments', assignment.course_id, 'works', assignment.id];
    client.setQueryData<StudentWork[]>(key, (works) =>
      works?.map((each) =>
        each.user_id !== work.user_id
          ? each
          : {
              ...each,
              standing: {
                ...each.standing,
                submissions: each.standing.submissions.map((one) =>
                  one.id === submission?.id ? { ...one, grade: made } : one,
                ),
              },
            },
      ),
    );
    void client.invalidateQueries({ queryKey: key });
  };
  const adopt = () => {
    void client.invalidateQueries({ queryKey: ['assignments', assignment.course_id] }).then(() => {
      const works = client.getQueryData<StudentWork[]>(['assignments', assignment.course_id, 'works', assignment.id]);
      const theirs = works?.find((each) => each.user_id === work.user_id);
      const version = theirs ? (toGrade(theirs)?.grade?.version ?? 0) : 0;
      setDraft((now) => now && { ...now, version });
      setFault(null);
    });
  };

  const keys = useRef<(event: KeyboardEvent) => void>(() => undefined);
  useEffect(() => {
    keys.current = (event) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (typing || event.ctrlKey || event.metaKey || event.altKey || extending) return;
      const number = /^[0-9]$/.test(event.key) ? (Number(event.key) + 9) % 10 : null;
      if (number !== null && assignment.rubric.length > 0) choose(at, number);
      else if (event.code === 'KeyJ') void save(() => onStep(1));
      else if (event.code === 'KeyK') void save(() => onStep(-1));
      else if (event.key === 'ArrowDown') setAt(Math.min(at + 1, assignment.rubric.length - 1));
      else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
      else return;
      event.preventDefault();
    };
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => keys.current(event);
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);

  if (submission === null || draft === null) return null;
  const conflict = fault instanceof ApiError && fault.code === 'version_conflict';
  const late = submission.late_seconds > 0 ? text.late(submission.late_seconds) : text.onTime;
  const about = [
    text.received(format.moment(new Date(submission.received_at)), format.clock(new Date(submission.received_at))),
    late,
    text.version(submission.number),
  ];
  return (
    <>
      <article className="g-ans" tabIndex={0} aria-label={work.name}>
        <div className="txt">
          <div className="row row-3 g-who">
            <Avatar id={work.user_id} name={work.name} size={40} />
            <div className="col grow">
              <h2>{work.name}</h2>
              <span className="small faint">{about.join(' · ')}</span>
            </div>
            <Button size="sm" icon="clock-3" onClick={() => setExtending(true)}>
              {text.extend.act}
            </Button>
          </div>
          {work.standing.taken !== null && work.standing.taken.numerator > 0 && work.standing.score !== null && (
            <p className="note">
              {text.score(shown(work.standing.score), assignment.points)} · {text.taken(shown(work.standing.taken))}
            </p>
          )}
          {submission.text !== '' && <div className="assignment-text">{submission.text}</div>}
          {submission.files.map((file) => (
            <Button
              key={file.id}
              size="sm"
              icon="download"
              onClick={() => void downloadHandedIn(assignment, submission.id, file)}
            >
              {file.name} · {sizeOf(file.size)}
            </Button>
          ))}
        </div>
      </article>
      <aside className="g-rub" aria-label={text.rubric}>
        <div className="g-crits" tabIndex={0} role="group" aria-label={text.rubric}>
          {assignment.rubric.map((criterion, place) => (
            <div key={criterion.title} className="crit" data-at={place === at ? '' : undefined}>
              <div className="row">
                <b className="strong grow">{criterion.title}</b>
                <span className="num muted">{criterion.levels[draft.levels[place] ?? -1]?.points ?? '–'}</span>
              </div>
              {criterion.description !== '' && <p className="small faint">{criterion.description}</p>}
              <div className="lv" role="radiogroup" aria-label={criterion.title}>
                {criterion.levels.map((level, number) => (
                  <button
                    key={`${number} ${level.points}`}
                    type="button"
                    role="radio"
                    aria-checked={draft.levels[place] === number}
                    aria-keyshortcuts={number < 9 ? String(number + 1) : undefined}
                    title={level.title}
                    onClick={() => choose(place, number)}
                  >
                    {level.points}
                  </button>
                ))}
              </div>
            </div>
          ))}
          {assignment.rubric.length === 0 && (
            <div className="crit">
              <Field
                label={text.form.points}
                inputMode="decimal"
                error={wrong ? text.pointsFault(assignment.points) : null}
                value={draft.points}
                onChange={({ target }) => edit({ points: target.value })}
              />
            </div>
          )}
          <div className="crit">
            <TextField
              label={text.feedback}
              rows={5}
              maxLength={20_000}
              help={saved === null ? undefined : text.saved(format.clock(new Date(saved)))}
              value={draft.feedback}
              onChange={({ target }) => edit({ feedback: target.value })}
            />
            <FormError fault={fault} />
            {conflict && (
              <Button size="sm" onClick={adopt}>
                {text.keepMine}
              </Button>
            )}
          </div>
        </div>
        <div className="g-foot">
          <div className="col grow">
            <span className="small faint">{text.total}</span>
            <span className="num g-total">
              <b className="strong">
                {assignment.rubric.length > 0 ? total(assignment, draft.levels) : points === '' ? '–' : points}
              </b>
              <span className="faint"> / {assignment.points}</span>
            </span>
          </div>
          <Button icon="chevron-left" onClick={() => void save(() => onStep(-1))}>
            <span className="sr">{text.previous}</span>
            <kbd>K</kbd>
          </Button>
          <Button kind="primary" busy={busy} onClick={() => void save(() => onStep(1))}>
            {text.next} <kbd className="on">J</kbd>
          </Button>
        </div>
      </aside>
      {extending && <ExtensionDialog assignment={assignment} work={work} onClose={() => setExtending(false)} />}
    </>
  );
}
