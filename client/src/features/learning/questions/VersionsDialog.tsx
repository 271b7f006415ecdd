import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { QuestionRecord } from '../../../core/api.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { FormError } from '../../../ui/FormError.tsx';
import { MoreOnScroll } from '../../../ui/MoreOnScroll.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState } from '../../../ui/State.tsx';
import { toast } from '../../../ui/toasts.ts';
import { changeQuestion, listVersions } from './api.ts';
import { keyWords } from './keyWords.ts';
import { useRefreshBank } from './queries.ts';
import { changedParts } from './versions.ts';

interface VersionsDialogProps {
  courseId: string;
  questionId: string;
  /** An archived question is looked at, and not changed. */
  archived: boolean;
  onClose: () => void;
}

/** What a question was, newest first; any of it can be made the newest again. */
export function VersionsDialog({ courseId, questionId, archived, onClose }: VersionsDialogProps) {
  const text = useText('questions').versions;
  const common = useText('common');
  const refresh = useRefreshBank(courseId);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState<number | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['questions', courseId, 'versions', questionId],
    queryFn: ({ pageParam, signal }) => listVersions(questionId, pageParam, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const versions = list.data?.pages.flatMap((page) => page.items) ?? [];
  const newest = versions[0];

  const restore = async ({ version, question, tags, difficulty }: QuestionRecord) => {
    if (newest === undefined) return;
    setBusy(version);
    setFault(null);
    try {
      await changeQuestion(questionId, newest.version, { question, tags, difficulty });
      toast(text.restored(version));
    } catch (thrown) {
      setFault(thrown);
    }
    await refresh();
    setBusy(null);
  };
  return (
    <Dialog title={text.title} wide onClose={onClose}>
      {newest !== undefined ? (
        <ol className="version-list">
          {versions.map((each, at) => (
            <Version
              key={each.version}
              version={each}
              before={versions[at + 1]}
              newest={at === 0}
              busy={busy === each.version}
              {...(at > 0 && !archived && { onRestore: () => void restore(each) })}
            />
          ))}
        </ol>
      ) : list.error !== null ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : (
        <SkeletonList label={common.loading} />
      )}
      <MoreOnScroll list={list} />
      <FormError fault={fault} />
      <div className="acts">
        <Button onClick={onClose}>{text.close}</Button>
      </div>
    </Dialog>
  );
}

interface VersionProps {
  version: QuestionRecord;
  before: QuestionRecord | undefined;
  newest: boolean;
  busy: boolean;
  onRestore?: () => void;
}

function Version({ version, before, newest, busy, onRestore }: VersionProps) {
  const words = useText('questions');
  const text = words.versions;
  const format = useFormats();
  const { question, tags, difficulty } = version;
  const parts = before === undefined ? [] : changedParts(before, version);
  return (
    <li className="card card-pad col gap-2">
      <div className="row">
        <span className="medium version-number">{text.version(version.version)}</span>
        {newest && (
          <span className="badge" data-kind="accent">
            {text.now}
          </span>
        )}
        <span className="small faint grow version-by">
          {text.by(version.updated_by, format.moment(new Date(version.updated_at)))}
        </span>
        {onRestore !== undefined && (
          <Button size="sm" busy={busy} aria-label={text.restoreIt(version.version)} onClick={onRestore}>
            {text.restore}
          </Button>
        )}
      </div>
      {parts.length > 0 && (
        <p className="small version-changed">{text.changed(parts.map((part) => text.parts[part]).join(', '))}</p>
      )}
      <p className="version-text">{question.text}</p>
      {'options' in question && question.kind !== 'ordering' && (
        <p className="small muted version-text">{question.options.map((option) => option.text).join(' · ')}</p>
      )}
      <p className="small version-text">
        <span className="faint">{text.right}</span> {keyWords(question, words.editor)}
      </p>
      {question.explanation !== '' && <p className="small muted version-text">{question.explanation}</p>}
      <p className="small faint">{[words.kinds[question.kind], words.difficulties[difficulty], ...tags].join(' · ')}</p>
    </li>
  );
}
