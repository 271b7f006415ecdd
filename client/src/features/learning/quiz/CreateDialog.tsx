import { useState, type SubmitEvent } from 'react';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { useLiveRoom } from '../../media/context.ts';
import { faultOf, newQuizDraft, planOf, type QuizFault } from './draft.ts';
import { QuizFields } from './QuizFields.tsx';

/** Makes a quiz of questions in the course's bank. */
export function CreateDialog({ courseId, onClose }: { courseId: string; onClose: () => void }) {
  const text = useText('quiz');
  const common = useText('common');
  const { room } = useLiveRoom();
  const [draft, setDraft] = useState(newQuizDraft);
  const [wrong, setWrong] = useState<QuizFault | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const make = async () => {
    const missing = faultOf(draft);
    setWrong(missing);
    if (missing !== null) return;
    setBusy(true);
    setFault(null);
    try {
      await room.socket.request<'quiz:create'>({ type: 'quiz:create', ...planOf(draft) });
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

  return (
    <Dialog title={text.makeTitle} wide onClose={onClose}>
      <form className="col gap-3 question-form" noValidate onSubmit={onSubmit}>
        <QuizFields courseId={courseId} draft={draft} autoFocus onChange={setDraft} />
        {wrong !== null && (
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
            {text.makeIt}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
