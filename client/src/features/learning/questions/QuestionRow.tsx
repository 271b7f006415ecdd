import type { QuestionSummary } from '../../../core/api.gen.ts';
import { useErrorText, useText } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { toast } from '../../../ui/toasts.ts';
import { archiveQuestion, restoreQuestion } from './api.ts';
import { useRefreshBank } from './queries.ts';

interface QuestionRowProps {
  courseId: string;
  question: QuestionSummary;
  onEdit: () => void;
  onVersions: () => void;
}

export function QuestionRow({ courseId, question, onEdit, onVersions }: QuestionRowProps) {
  const text = useText('questions');
  const describe = useErrorText();
  const refresh = useRefreshBank(courseId);

  const attempt = async (act: () => Promise<unknown>, said: string, undo?: () => void) => {
    try {
      await act();
      toast(said, undo);
    } catch (fault) {
      const { what, rest } = describe(fault);
      toast(`${what} ${rest}`);
    }
    await refresh();
  };
  const restore = () => void attempt(() => restoreQuestion(question.id), text.restoredToast);
  const archive = () => void attempt(() => archiveQuestion(question.id), text.archivedToast, restore);
  const history: MenuItem = { label: text.history, icon: 'clock-3', onSelect: onVersions };
  const items: MenuItem[] =
    question.archived_at === null
      ? [
          { label: text.edit, icon: 'pencil', onSelect: onEdit },
          history,
          { label: text.archive, icon: 'trash-2', danger: true, onSelect: archive },
        ]
      : [history, { label: text.restore, icon: 'rotate-ccw', onSelect: restore }];
  return (
    <li className="question-row">
      <div className="col grow">
        {question.archived_at === null ? (
          <button type="button" className="link-plain cut medium" onClick={onEdit}>
            {question.text}
          </button>
        ) : (
          <span className="cut muted">{question.text}</span>
        )}
        <span className="small faint">
          {text.kinds[question.kind]} · {text.difficulties[question.difficulty]}
        </span>
      </div>
      <span className="tags">
        {question.tags.map((tag) => (
          <span key={tag} className="badge">
            {tag}
          </span>
        ))}
      </span>
      <Menu label={text.options(question.text.slice(0, 40))} items={items}>
        <Icon name="ellipsis" size={20} />
      </Menu>
    </li>
  );
}
