import { useState, type SubmitEvent } from 'react';
import type { QuestionRecord } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field, SelectField } from '../../../ui/Field.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { changeQuestion, createQuestion, DIFFICULTIES, KINDS, type Difficulty, type Kind } from './api.ts';
import { Area, Check } from './controls.tsx';
import { draftOf, emptyDraft, finished, type Draft, type Fault } from './draft.ts';
import { KeyFields } from './KeyFields.tsx';
import { useQuestion, useRefreshBank } from './queries.ts';

interface QuestionDialogProps {
  courseId: string;
  /** The question to change; a new one where there is none. */
  questionId?: string;
  onClose: () => void;
}

export function QuestionDialog({ courseId, questionId, onClose }: QuestionDialogProps) {
  const text = useText('questions').editor;
  return (
    <Dialog title={questionId === undefined ? text.newTitle : text.editTitle} wide onClose={onClose}>
      {questionId === undefined ? (
        <Editor courseId={courseId} onClose={onClose} />
      ) : (
        <Existing courseId={courseId} questionId={questionId} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Existing({ courseId, questionId, onClose }: Required<QuestionDialogProps>) {
  const common = useText('common');
  const { data, error, refetch } = useQuestion(courseId, questionId);
  if (data) return <Editor key={data.version} courseId={courseId} before={data} onClose={onClose} />;
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  return <SkeletonList label={common.loading} />;
}

function Editor({ courseId, before, onClose }: { courseId: string; before?: QuestionRecord; onClose: () => void }) {
  const words = useText('questions');
  const text = words.editor;
  const common = useText('common');
  const refresh = useRefreshBank(courseId);
  const [draft, setDraft] = useState<Draft>(() => (before ? draftOf(before) : emptyDraft()));
  const [wrong, setWrong] = useState<Fault | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const change = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
    setWrong(null);
    setFault(null);
  };

  const save = async () => {
    const done = finished(draft);
    if ('fault' in done) {
      setWrong(done.fault);
      return;
    }
    setBusy(true);
    try {
      if (before) await changeQuestion(before.id, before.version, done.fields);
      else await createQuestion(courseId, done.fields);
      await refresh();
      toast(before ? text.saved : text.added);
      onClose();
    } catch (thrown) {
      setFault(thrown);
      setBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) void save();
  };

  return (
    <form className="col gap-3 question-form" noValidate onSubmit={onSubmit}>
      <div className="field-row">
        <SelectField
          label={words.kind}
          value={draft.kind}
          onChange={({ target }) => change({ kind: target.value as Kind })}
        >
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {words.kinds[kind]}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={words.difficulty}
          value={draft.difficulty}
          onChange={({ target }) => change({ difficulty: target.value as Difficulty })}
        >
          {DIFFICULTIES.map((difficulty) => (
            <option key={difficulty} value={difficulty}>
              {words.difficulties[difficulty]}
            </option>
          ))}
        </SelectField>
      </div>
      <Area
        label={text.text}
        value={draft.text}
        onChange={(value) => change({ text: value })}
        {...(wrong === 'text' && { error: text.faults.text })}
        maxLength={4000}
        rows={3}
        autoFocus
      />
      <KeyFields draft={draft} change={change} />
      {(draft.kind === 'multiple' ||
        draft.kind === 'ordering' ||
        draft.kind === 'matching' ||
        draft.kind === 'cloze') && (
        <Check label={text.partial} checked={draft.partial} onChange={(partial) => change({ partial })} />
      )}
      {(draft.kind === 'single' || draft.kind === 'multiple') && (
        <Check label={text.shuffle} checked={draft.shuffle} onChange={(shuffle) => change({ shuffle })} />
      )}
      <Area
        label={text.explanation}
        help={text.explanationHelp}
        value={draft.explanation}
        onChange={(explanation) => change({ explanation })}
        maxLength={4000}
        rows={2}
      />
      <Field
        label={text.tags}
        help={text.tagsHelp}
        value={draft.tags}
        onChange={({ target }) => change({ tags: target.value })}
        maxLength={800}
        autoComplete="off"
      />
      {before !== undefined && <p className="muted small">{text.note}</p>}
      {wrong !== null && wrong !== 'text' && (
        <p className="t-danger" role="alert">
          {text.faults[wrong]}
        </p>
      )}
      <FormError fault={fault} />
      <div className="acts">
        <Button kind="quiet" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button type="submit" kind="primary" busy={busy}>
          {common.save}
        </Button>
      </div>
    </form>
  );
}
