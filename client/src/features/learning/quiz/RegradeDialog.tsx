import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { QuizItem } from '../../../core/api.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { useRested } from '../../../ui/useRested.ts';
import type { Question } from '../questions/api.ts';
import { finishedKey, isBlank, itemOf } from '../questions/keys.ts';
import { keyWords } from '../questions/keyWords.ts';
import { previewRegrade, type Regrading, type ScoreChange } from './api.ts';
import { ItemInput } from './ItemInput.tsx';
import { KeyEditor } from './KeyEditor.tsx';
import { points } from './points.ts';
import type { Response } from './quizzes.ts';

type Act = Regrading['act'];

const ACTS: readonly Act[] = ['change_key', 'accept_also', 'full_marks', 'drop'];
/** A key that is being typed is asked for once the hands rest. */
const REST_MS = 400;

interface RegradeDialogProps {
  quizId: string;
  item: QuizItem;
  /** An answer that somebody gave, to be accepted too. */
  given?: Response;
  onApply: (regrading: Regrading) => Promise<void>;
  onClose: () => void;
}

/** Corrects a question that people have answered: whose score changes is seen before anything does. */
export function RegradeDialog({ quizId, item, given = null, onApply, onClose }: RegradeDialogProps) {
  const text = useText('quiz');
  const common = useText('common');
  const now = item.correction?.key ?? item.question;
  const [act, setAct] = useState<Act>(given === null ? 'change_key' : 'accept_also');
  const [key, setKey] = useState<Question>(now);
  const [response, setResponse] = useState<Response>(given);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const regrading = regradingOf(act, key === now ? null : key, response);
  const asked = regrading === null ? null : JSON.stringify(regrading);
  const rested = useRested(asked, REST_MS);
  const preview = useQuery({
    queryKey: ['quizzes', quizId, 'preview', item.number, rested],
    queryFn: ({ signal }) => previewRegrade(quizId, item.number, JSON.parse(rested ?? '') as Regrading, { signal }),
    enabled: rested !== null,
    retry: false,
    gcTime: 0,
  });
  const current = asked !== null && asked === rested;

  const apply = async () => {
    if (regrading === null) return;
    setBusy(true);
    setFault(null);
    try {
      await onApply(regrading);
    } catch (thrown) {
      setFault(thrown);
      setBusy(false);
    }
  };
  return (
    <Dialog title={text.correctItem(item.number)} wide onClose={onClose}>
      <p className="quiz-text">{item.question.text}</p>
      <p className="small">
        <span className="faint">{text.right}</span> {keyWords(now, text)}
      </p>
      <div className="col quiz-choices" role="radiogroup" aria-label={text.correctTitle}>
        {ACTS.map((each) => (
          <label key={each} className="quiz-choice">
            <input type="radio" name="act" checked={act === each} onChange={() => setAct(each)} />
            <span>{text.regradings[each]}</span>
          </label>
        ))}
      </div>
      {(act === 'change_key' || act === 'accept_also') && (
        <fieldset className="card card-pad col gap-3 quiz-key">
          <legend className="sr">{text.regradings[act]}</legend>
          {act === 'change_key' ? (
            <KeyEditor question={key} onChange={setKey} />
          ) : (
            <ItemInput name="also" item={itemOf(now)} response={response} onChange={setResponse} />
          )}
        </fieldset>
      )}
      <div aria-live="polite" className="col gap-3">
        {asked === null ? (
          <p className="muted small">{text.regradeHint[act === 'accept_also' ? 'answer' : 'key']}</p>
        ) : preview.isError && current ? (
          <FormError fault={preview.error} />
        ) : preview.data !== undefined && current ? (
          <Changes changes={preview.data} />
        ) : (
          <SkeletonList label={common.loading} rows={2} />
        )}
      </div>
      <FormError fault={fault} />
      <div className="acts">
        <Button kind="quiet" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button
          kind="primary"
          busy={busy}
          disabled={!current || preview.data === undefined}
          onClick={() => void apply()}
        >
          {text.correctIt}
        </Button>
      </div>
    </Dialog>
  );
}

/** What is asked of the server; null while something is missing. `key` is null where it is as it was. */
function regradingOf(act: Act, key: Question | null, response: Response): Regrading | null {
  switch (act) {
    case 'change_key': {
      const question = key === null ? null : finishedKey(key);
      return question === null ? null : { act, question };
    }
    case 'accept_also':
      return response === null || isBlank(response) ? null : { act, response };
    default:
      return { act };
  }
}

function Changes({ changes }: { changes: readonly ScoreChange[] }) {
  const text = useText('quiz');
  if (changes.length === 0) return <p className="muted">{text.changesNobody}</p>;
  return (
    <div className="card scroll quiz-table" tabIndex={0} role="region" aria-label={text.changes(changes.length)}>
      <table className="table">
        <thead>
          <tr>
            <th>{text.changes(changes.length)}</th>
            <th className="r">{text.before}</th>
            <th className="r">{text.after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.attempt_id}>
              <td className="quiz-name">{change.name}</td>
              <td className="r">{text.earned(points(change.earned_before), points(change.points_before))}</td>
              <td className="r">{text.earned(points(change.earned_after), points(change.points_after))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
