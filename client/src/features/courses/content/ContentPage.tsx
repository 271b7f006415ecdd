import '../../../ui/css/content.css';
import { useRef, useState, type DragEvent } from 'react';
import { useStore } from 'zustand';
import { useParams } from 'wouter';
import type { ContentItem, CourseContent, FilledFolder } from '../../../core/api.gen.ts';
import type { Course } from '../../../core/types.ts';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { SearchField } from '../../../ui/Field.tsx';
import { SkeletonList } from '../../../ui/Skeleton.tsx';
import { ErrorState, State } from '../../../ui/State.tsx';
import { CourseFrame } from '../CourseFrame.tsx';
import { useCourse } from '../queries.ts';
import { teaches } from '../schedule.ts';
import { addFolder } from './api.ts';
import { FolderDialog } from './FolderDialog.tsx';
import { FolderSection } from './FolderSection.tsx';
import { ItemDialog } from './ItemDialog.tsx';
import { PageDialog } from './PageDialog.tsx';
import { useContent, useRefreshContent, useStored } from './queries.ts';
import { SendingRow } from './SendingRow.tsx';
import { uploads } from './uploads.ts';
import { useContentActs } from './useContentActs.ts';

export type Open =
  | { kind: 'folder'; folder: FilledFolder | null }
  | { kind: 'link' | 'page'; folderId: string }
  | { kind: 'edit' | 'read'; item: ContentItem };

/** What a course hands out. */
export default function ContentPage() {
  const { courseId = '' } = useParams();
  const text = useText('courses').course;
  const common = useText('common');
  const { data: course, error, refetch } = useCourse(courseId);
  if (course) return <Content key={course.id} course={course} />;
  if (error) return <ErrorState error={error} title={text.failed} retry={() => void refetch()} />;
  return (
    <div className="wrap">
      <SkeletonList label={common.loading} />
    </div>
  );
}

function Content({ course }: { course: Course }) {
  const text = useText('content');
  const common = useText('common');
  const staff = teaches(course.role);
  const { data: content, error, refetch } = useContent(course.id);
  const refresh = useRefreshContent(course.id);
  const acts = useContentActs(course.id);
  const [open, setOpen] = useState<Open | null>(null);
  const [search, setSearch] = useState('');
  const sending = useStore(uploads().store, (state) => state.sending).filter((each) => each.courseId === course.id);
  const input = useRef<HTMLInputElement>(null);
  const target = useRef<string | null>(null);
  useStored();

  const send = async (folderId: string | null, files: readonly File[]) => {
    if (files.length === 0) return;
    let into = folderId ?? content?.folders[0]?.id;
    if (into === undefined) {
      into = (await addFolder(course.id, { title: text.firstFolder, visible: true, visible_from: null })).id;
      await refresh();
    }
    uploads().add(course.id, into, files);
  };
  const choose = (folderId: string | null) => {
    target.current = folderId;
    input.current?.click();
  };
  const close = () => setOpen(null);
  const upload = (
    <Button kind="primary" icon="arrow-up" onClick={() => choose(null)}>
      {text.upload}
    </Button>
  );
  const buttons = staff && (
    <>
      <Button icon="plus" onClick={() => setOpen({ kind: 'folder', folder: null })}>
        {text.folder}
      </Button>
      {upload}
    </>
  );
  const wanted = search.trim().toLocaleLowerCase();
  const shown = content === undefined ? [] : filtered(content, wanted);
  const homeless = sending.filter(({ folderId }) => !content?.folders.some(({ id }) => id === folderId));
  return (
    <CourseFrame course={course} tab="content" acts={content?.folders.length === 0 ? null : buttons}>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target: field }) => {
          void send(target.current, [...(field.files ?? [])]);
          field.value = '';
        }}
      />
      {content !== undefined && content.folders.length > 0 && (
        <div className="filters">
          <SearchField label={text.search} value={search} onChange={setSearch} />
        </div>
      )}
      {content === undefined ? (
        error ? (
          <ErrorState error={error} title={text.failed} retry={() => void refetch()} />
        ) : (
          <section className="sec sec-tight">
            <SkeletonList label={common.loading} rows={5} />
          </section>
        )
      ) : content.folders.length === 0 ? (
        <Drop into={text.empty} onFiles={(files) => void send(null, files)} on={staff}>
          <State ghost title={text.empty} actions={buttons}>
            {staff ? text.emptyStaff : text.emptyStudent}
          </State>
        </Drop>
      ) : shown.length === 0 ? (
        <State title={text.nothingFound(search)} />
      ) : (
        shown.map((folder) => (
          <Drop
            key={folder.id}
            into={text.drop(folder.title)}
            onFiles={(files) => void send(folder.id, files)}
            on={staff}
          >
            <FolderSection
              courseId={course.id}
              content={content}
              folder={folder}
              staff={staff}
              acts={acts}
              sending={sending.filter(({ folderId }) => folderId === folder.id)}
              onOpen={setOpen}
              onUpload={() => choose(folder.id)}
              onChoose={() => choose(folder.id)}
            />
          </Drop>
        ))
      )}
      {homeless.length > 0 && (
        <section className="sec">
          <ul className="card list">
            {homeless.map((each) => (
              <SendingRow key={each.key} sending={each} onChoose={() => choose(null)} />
            ))}
          </ul>
        </section>
      )}
      {open?.kind === 'folder' && <FolderDialog courseId={course.id} folder={open.folder} onClose={close} />}
      {(open?.kind === 'link' || open?.kind === 'page') && (
        <ItemDialog courseId={course.id} kind={open.kind} folderId={open.folderId} onClose={close} />
      )}
      {open?.kind === 'edit' && content !== undefined && (
        <ItemDialog
          courseId={course.id}
          kind={open.item.kind}
          folderId={open.item.folder_id}
          item={open.item}
          content={content}
          onClose={close}
        />
      )}
      {open?.kind === 'read' && <PageDialog courseId={course.id} item={open.item} onClose={close} />}
    </CourseFrame>
  );
}

/** Folders with what is called so; a folder that is called so itself, with everything. */
function filtered({ folders }: CourseContent, wanted: string): FilledFolder[] {
  if (wanted === '') return folders;
  const called = (title: string) => title.toLocaleLowerCase().includes(wanted);
  return folders.flatMap((folder) => {
    const items = called(folder.title) ? folder.items : folder.items.filter(({ title }) => called(title));
    return items.length > 0 || called(folder.title) ? [{ ...folder, items }] : [];
  });
}

interface DropProps {
  into: string;
  on: boolean;
  onFiles: (files: readonly File[]) => void;
  children: React.ReactNode;
}

function Drop({ into, on, onFiles, children }: DropProps) {
  const [over, setOver] = useState(false);
  if (!on) return children;
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return (
    <div
      className="content-drop"
      data-over={over ? into : undefined}
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
    </div>
  );
}
